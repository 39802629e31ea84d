import { Button, Checkbox, Group, Modal, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { ExportedPolicy } from '../../common/ipc/exchange.ts';
import type { ClientFormat } from '../../common/pinning/clients/client-policy.ts';
import type { PinPlace } from '../../common/pinning/clients/pin-places.ts';
import type { PolicyProblem } from '../../common/pinning/policy.ts';
import type { Result } from '../../common/result.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { ChangeList } from './change-list.tsx';
import classes from './exchange.module.css';
import { formatOf, formatWords } from './format-words.ts';
import { ProblemList } from './problem-list.tsx';

type Written = Result<ExportedPolicy, { readonly problems: readonly PolicyProblem[] }>;

/** The policy in force in another client's format, with what that client would do otherwise. */
export const ExportDialog = ({ onClose }: { readonly onClose: () => void }): ReactElement => {
  const { revision } = useAppState().policy;
  const [format, setFormat] = useState<ClientFormat>('okhttp-kotlin');
  const [host, setHost] = useState('');
  const [unseenPins, setUnseenPins] = useState<PinPlace | null>(null);
  const [written, setWritten] = useState<Written | null>(null);
  const [isAccepted, setAccepted] = useState(false);
  const [savedTo, setSavedTo] = useState<string | null>(null);
  const isOneHost = format === 'curl' || format === 'rfc7469';
  const hasPlaces = format === 'curl' || format === 'ios-nspinneddomains';

  useEffect(() => {
    let isCurrent = true;
    const asked = { format, host: isOneHost ? host : '', unseenPins: hasPlaces ? unseenPins : null };
    void call('policy.export', { ...asked, isSaved: false }).then((result) => {
      if (!isCurrent) return;
      setWritten(result);
      setAccepted(false);
      setSavedTo(null);
    });
    return () => {
      isCurrent = false;
    };
  }, [format, host, isOneHost, unseenPins, hasPlaces, revision]);

  const save = (): void => {
    const asked = { format, host: isOneHost ? host : '', unseenPins: hasPlaces ? unseenPins : null };
    void call('policy.export', { ...asked, isSaved: true }).then((result) => {
      if (result.ok) setSavedTo(result.value.savedTo);
      else setWritten(result);
    });
  };
  const value = written?.ok === true ? written.value : null;
  const isHeldBack = value !== null && value.losses.length > 0 && !isAccepted;

  return (
    <Modal
      opened
      onClose={onClose}
      title="Export pins"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.body}>
        <div className={classes.row}>
          <Select
            label="Format"
            data={[...formatWords]}
            value={format}
            allowDeselect={false}
            data-autofocus
            onChange={(chosen) => {
              setFormat(formatOf(chosen) ?? format);
            }}
          />
          {isOneHost && (
            <TextInput
              label="Host"
              description="This format is for one host"
              placeholder="api.example.com"
              spellCheck={false}
              value={host}
              onChange={(event) => {
                setHost(event.currentTarget.value);
              }}
            />
          )}
        </div>
        {hasPlaces && (
          <Radio.Group
            label="Pins that no host has shown yet belong to"
            description={
              format === 'curl'
                ? 'curl compares the server’s own certificate only'
                : 'iOS keeps them in two lists, and a pin in the wrong one never matches'
            }
            value={unseenPins ?? ''}
            onChange={(chosen) => {
              setUnseenPins(chosen === 'leaf' || chosen === 'ca' ? chosen : null);
            }}
          >
            <Group mt="xs">
              <Radio value="leaf" label="the servers themselves (leaf)" />
              <Radio value="ca" label="authorities (CA)" />
            </Group>
          </Radio.Group>
        )}
        {written?.ok === false && (
          <ProblemList title="This cannot be written in that format" problems={written.error.problems} />
        )}
        {value !== null && (
          <>
            {value.losses.length === 0 ? (
              <p className={classes.same} role="status">
                Read again, it protects the same hosts in the same way.
              </p>
            ) : (
              <>
                <h3>That client would not do quite the same</h3>
                <ChangeList
                  label="Differences in that client"
                  changes={value.losses.map(({ host: where, sentence, isWeaker }) => ({
                    host: where,
                    text: sentence,
                    isWeaker,
                  }))}
                />
                <Checkbox
                  label="I want it nevertheless"
                  checked={isAccepted}
                  onChange={(event) => {
                    setAccepted(event.currentTarget.checked);
                  }}
                />
              </>
            )}
            {value.notes.length > 0 && (
              <ul className={classes.notes} aria-label="Notes">
                {value.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
            {!isHeldBack && (
              <>
                <Textarea
                  className={classes.code ?? ''}
                  aria-label="Exported text"
                  autosize
                  minRows={5}
                  maxRows={12}
                  readOnly
                  value={value.text}
                />
                {savedTo !== null && <p role="status">Saved to {savedTo}.</p>}
                <div className={classes.actions}>
                  <CopyButton text={value.text} what="the exported text" label="Copy" />
                  <Button leftSection={<IconDeviceFloppy size={14} aria-hidden />} onClick={save}>
                    Save…
                  </Button>
                </div>
              </>
            )}
          </>
        )}
      </div>
    </Modal>
  );
};
