import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import { clearJournal } from '../restore-journal.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

const toLimit = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** Of two limits, whether the second takes rows away that the first would keep. */
const isNarrower = (before: number | null, now: number | null): boolean =>
  now !== null && (before === null || now < before);

/** How long and how much the journal keeps; and its end. */
export const JournalCard = (): ReactElement => {
  const { retention } = useAppState();
  const [days, setDays] = useState(retention.days?.toString() ?? '');
  const [megabytes, setMegabytes] = useState(retention.megabytes?.toString() ?? '');
  const action = useAction();
  const save = (limits: typeof retention): void => {
    action.run(async () => {
      const saved = await call('journal.retention', limits);
      const isLess =
        isNarrower(retention.days, limits.days) || isNarrower(retention.megabytes, limits.megabytes);
      if (saved.ok && isLess)
        offerUndo('The journal keeps less. What is over its limits goes in a minute.', () => {
          setDays(retention.days?.toString() ?? '');
          setMegabytes(retention.megabytes?.toString() ?? '');
          action.run(async () => call('journal.retention', retention));
        });
      return saved;
    });
  };
  const isValid = [days, megabytes].every((text) => text.trim() === '' || /^[1-9]\d{0,4}$/.test(text.trim()));
  return (
    <Card title="Journal" hint="What the connections list is read from. The oldest entries go first.">
      <form
        className={classes.fields}
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid) save({ days: toLimit(days), megabytes: toLimit(megabytes) });
        }}
      >
        <TextInput
          className={classes.grow ?? ''}
          label="Keep for days"
          placeholder="for ever"
          value={days}
          onChange={(event) => {
            setDays(event.currentTarget.value);
          }}
        />
        <TextInput
          className={classes.grow ?? ''}
          label="Keep at most MB"
          placeholder="no limit"
          value={megabytes}
          error={isValid ? null : 'Whole numbers, or empty'}
          onChange={(event) => {
            setMegabytes(event.currentTarget.value);
          }}
        />
        <div className={classes.buttons}>
          <Button type="submit" variant="default" disabled={!isValid} loading={action.isBusy}>
            Save limits
          </Button>
        </div>
      </form>
      <div className={classes.fields}>
        <Button
          variant="default"
          onClick={() => {
            void clearJournal();
          }}
        >
          Clear the journal
        </Button>
        <p className={classes.quiet}>It can be brought back for half a minute, then it is gone.</p>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </Card>
  );
};
