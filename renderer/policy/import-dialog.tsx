import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState, type ReactElement } from 'react';
import type { ImportedPolicy } from '../../common/ipc/exchange.ts';
import type { CallResults } from '../../common/ipc/contract.ts';
import { describeImport } from '../../common/pinning/describe-import.ts';
import type { PolicyProblem } from '../../common/pinning/policy.ts';
import { call } from '../bridge.ts';
import { restoreDrafts, takeDrafts, useKeptText } from '../drafts.ts';
import { offerPolicyUndo } from '../policy-undo.ts';
import classes from './exchange.module.css';
import { formatOf, formatWords } from './format-words.ts';
import { ImportReview } from './import-review.tsx';
import { ProblemList } from './problem-list.tsx';

/** Reads pins of any client from a file or the clipboard, shows what they would change, and only then saves. */
export const ImportDialog = ({
  opened,
  onClose,
}: {
  /** Name of the file that was opened from the file manager; null: the person pastes or chooses. */
  readonly opened: string | null;
  readonly onClose: () => void;
}): ReactElement => {
  const [text, setText] = useKeptText('import.text', '');
  const [format, setFormat] = useState<string | null>(null);
  const [host, setHost] = useKeptText('import.host', '');
  const [problems, setProblems] = useState<readonly PolicyProblem[]>([]);
  const [imported, setImported] = useState<ImportedPolicy | null>(null);
  const [isBusy, setBusy] = useState(opened !== null);
  const needsHost = format === 'curl' || format === 'rfc7469' || problems.some(({ path }) => path === 'host');

  const show = (reading: Promise<CallResults['policy.import.read']>): void => {
    void reading
      .then((result) => {
        if (result.ok) setImported(result.value);
        else setProblems(result.error.problems);
      })
      .finally(() => {
        setBusy(false);
      });
  };
  const begin = (): void => {
    setBusy(true);
    setProblems([]);
  };
  const read = (pasted: string | null): void => {
    begin();
    show(call('policy.import.read', { text: pasted, format: formatOf(format), host }));
  };
  const readOpened = (): void => {
    show(call('policy.import.opened', { format: formatOf(format), host }));
  };
  const readAtOnce = useEffectEvent(readOpened);
  useEffect(() => {
    if (opened !== null) readAtOnce();
  }, [opened]);

  return (
    <Modal
      opened
      onClose={onClose}
      title="Import pins"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {imported !== null ? (
        <ImportReview
          imported={imported}
          onBack={() => {
            setImported(null);
          }}
          onSaved={(revision, takeBack) => {
            const typed = takeDrafts(['import.text', 'import.host']);
            onClose();
            offerPolicyUndo(describeImport(imported.policy.pinSets, Date.now()), revision, () => {
              void takeBack().then((isBack) => {
                if (isBack) restoreDrafts(typed);
              });
            });
          }}
        />
      ) : (
        <div className={classes.body}>
          {opened !== null && (
            <p className={classes.found} role="status">
              {isBusy ? `Reading ${opened}…` : `${opened} was opened. Nothing of it is in force.`}
            </p>
          )}
          <Textarea
            className={classes.code ?? ''}
            label="Paste what your app ships"
            description="OkHttp code, Android or iOS configuration, TrustKit, a curl command, a Public-Key-Pins header, or a Pinspect policy"
            autosize
            minRows={7}
            maxRows={14}
            spellCheck={false}
            value={text}
            data-autofocus
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          <div className={classes.row}>
            <Select
              label="Format"
              placeholder="Find out"
              clearable
              data={[...formatWords]}
              value={format}
              onChange={setFormat}
            />
            {needsHost && (
              <TextInput
                label="Host"
                description="This format names none"
                placeholder="api.example.com"
                spellCheck={false}
                value={host}
                onChange={(event) => {
                  setHost(event.currentTarget.value);
                }}
              />
            )}
          </div>
          {problems.length > 0 && (
            <ProblemList title="Nothing was imported: this cannot be read" problems={problems} />
          )}
          <div className={classes.actions}>
            <Button
              variant="default"
              disabled={isBusy}
              leftSection={<IconFileImport size={14} aria-hidden />}
              onClick={() => {
                read(null);
              }}
            >
              Choose a file or app…
            </Button>
            {opened !== null && (
              <Button
                variant="default"
                loading={isBusy}
                onClick={() => {
                  begin();
                  readOpened();
                }}
              >
                Read {opened} again
              </Button>
            )}
            <Button
              disabled={text.trim() === ''}
              loading={isBusy}
              onClick={() => {
                read(text);
              }}
            >
              Read what is pasted
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
};
