import { Button, Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { keepDraft, useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

/** A PAC script by URL, by path or as it is. */
export const PacForm = ({ onUsed }: { readonly onUsed: () => void }): ReactElement => {
  const { route } = useAppState();
  const inUse = route.kind === 'pac' ? route.script : null;
  const [script, setScript] = useKeptText('pac.script', inUse ?? '');
  const action = useAction();
  const isInUse = script.trim() === inUse;
  return (
    <form
      className={classes.fields}
      aria-label="PAC script"
      onSubmit={(event) => {
        event.preventDefault();
        action.run(async () => {
          const set = await call('route.set', { kind: 'pac', script });
          if (set.ok) {
            keepDraft('pac.script', null);
            onUsed();
          }
          return set;
        });
      }}
    >
      <Textarea
        className={classes.whole ?? ''}
        label="PAC script"
        description="Its URL, the path of its file, or the script itself. It is read again at each start."
        placeholder="https://proxy.example.com/proxy.pac"
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        classNames={{ input: classes.code ?? '' }}
        value={script}
        onChange={(event) => {
          setScript(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit" disabled={script.trim() === ''} loading={action.isBusy}>
          {isInUse ? 'Read it again' : 'Use this script'}
        </Button>
        <span className={classes.quiet} role="status">
          {isInUse ? 'In use.' : 'Not in use yet.'}
        </span>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
