import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { WatchState } from '../../common/ipc/watch.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './watch.module.css';

/** One program of this computer, led here by its environment alone: nothing is installed. */
export const RunCommand = ({ command }: Pick<WatchState, 'command'>): ReactElement => {
  const [text, setText] = useKeptText('watch.command', '');
  const [problem, setProblem] = useState<Failure | null>(null);
  const isRunning = command !== null && command.ended === null;
  const run = async (): Promise<void> => {
    setProblem(null);
    const begun = await call('watch.runCommand', { command: text });
    if (!begun.ok) setProblem(begun.error);
  };
  return (
    <form
      aria-label="Run a command through it"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning && text.trim() !== '') void run();
      }}
    >
      <div className={classes.fields}>
        <TextInput
          className={classes.wide ?? ''}
          label="Run a command through it"
          description="Proxy and CA are set for this one program; nothing is installed"
          placeholder="curl https://www.example.com https://api.example.com"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        {isRunning ? (
          <Button variant="default" onClick={() => void call('watch.stopCommand', {})}>
            Stop it
          </Button>
        ) : (
          <Button type="submit" variant="default" disabled={text.trim() === ''}>
            Run…
          </Button>
        )}
      </div>
      {command !== null && (
        <p role="status" className={classes.soft}>
          <code>{command.text}</code> {command.ended === null ? 'is running' : `ended: ${command.ended}`}
        </p>
      )}
      {command !== null && command.output !== '' && (
        <pre className={classes.output} tabIndex={0} aria-label="The last lines that the command wrote">
          {command.output}
        </pre>
      )}
      {problem !== null && <FailureNote failure={problem} />}
    </form>
  );
};
