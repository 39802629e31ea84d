import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconChevronRight, IconDownload } from '@tabler/icons-react';
import { useId, useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import { call } from '../bridge.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './pem-actions.module.css';

/** The raw PEM of a certificate or a chain: shown, copied, saved. */
export const PemActions = ({
  pem,
  what,
  fileName,
}: {
  readonly pem: string;
  /** As part of the accessible names: `leaf api.example.com`. */
  readonly what: string;
  /** Suggested in the dialog, without its ending. */
  readonly fileName: string;
}): ReactElement => {
  const [isShown, setShown] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = useId();
  const save = async (): Promise<void> => {
    setFailure(null);
    const saved = await call('certificate.save', { pem, name: fileName.slice(0, 512) });
    if (!saved.ok) setFailure(saved.error);
    else if (saved.value !== null) notifications.show({ message: `Saved to ${saved.value}.` });
  };
  return (
    <>
      <div className={classes.actions}>
        <Button
          variant="subtle"
          color="gray"
          aria-expanded={isShown}
          aria-controls={id}
          aria-label={`${isShown ? 'Hide' : 'Show'} PEM of ${what}`}
          leftSection={
            isShown ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
          }
          onClick={() => {
            setShown(!isShown);
          }}
        >
          PEM
        </Button>
        <CopyButton text={pem} what={`${what} as PEM`} label="Copy PEM" />
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          aria-label={`Save PEM of ${what}`}
          onClick={() => void save()}
        >
          Save PEM…
        </Button>
      </div>
      {failure !== null && <FailureNote failure={failure} />}
      <pre id={id} className={classes.pem} hidden={!isShown} tabIndex={0} aria-label={`PEM of ${what}`}>
        {isShown && pem}
      </pre>
    </>
  );
};
