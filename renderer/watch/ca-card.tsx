import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { WatchState } from '../../common/ipc/watch.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { dateOnly } from './times.ts';
import { Question } from '../ui/question.tsx';
import classes from './watch.module.css';

/** The CA of this installation: which it is, where it lies, and a new one. */
export const CaCard = ({ state }: { readonly state: WatchState }): ReactElement => {
  const { ca, phase } = state;
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Failure | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const run = async (name: 'watch.saveCa' | 'watch.renewCa'): Promise<void> => {
    setAsking(false);
    setProblem(null);
    const done = await call(name, {});
    if (!done.ok) setProblem(done.error);
    else setSaved(done.value);
  };
  return (
    <div>
      {ca === null ? (
        <p className={classes.soft}>The CA is made when the first watch starts.</p>
      ) : (
        <p>
          CA <b>{ca.subject}</b>, until {dateOnly(ca.notAfter)}, in <code>{ca.path}</code>
        </p>
      )}
      <div className={classes.line}>
        <Button variant="default" size="xs" onClick={() => void run('watch.saveCa')}>
          Save the CA…
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={phase !== 'off'}
          onClick={() => {
            setAsking(true);
          }}
        >
          Make a new CA
        </Button>
        {phase !== 'off' && (
          <span className={classes.soft}>A new one can be made when the watch is off.</span>
        )}
        {saved !== null && <span role="status">Saved to {saved}</span>}
      </div>
      {problem !== null && <FailureNote failure={problem} />}
      <Question
        isOpen={isAsking}
        title="Make a new CA?"
        answer="Make a new CA"
        onAnswer={() => void run('watch.renewCa')}
        onClose={() => {
          setAsking(false);
        }}
      >
        Clients that have the old one no longer trust the interceptor until they are given the new one. Take
        the old one out of them: whoever had its key could still use it.
      </Question>
    </div>
  );
};
