import { Button, SegmentedControl } from '@mantine/core';
import { IconCalendarX } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ImportedPolicy } from '../../common/ipc/exchange.ts';
import { describeIdleSets } from '../../common/pinning/describe-import.ts';
import { describePolicyChange } from '../../common/pinning/describe-policy-change.ts';
import { mergePolicies } from '../../common/pinning/merge-policies.ts';
import { useAppState } from '../app-state.ts';
import { useMinute } from '../ui/use-minute.ts';
import { countOf } from '../ui/format-quantity.ts';
import { useWindowActions } from '../window-actions.ts';
import { ChangeList } from './change-list.tsx';
import classes from './exchange.module.css';
import { formatWord } from './format-words.ts';

export const ImportReview = ({
  imported,
  onBack,
  onSaved,
}: {
  readonly imported: ImportedPolicy;
  readonly onBack: () => void;
  /** They are in force. `takeBack`: puts back the policy before, unless it was changed since; false: it was, and the person is told. */
  readonly onSaved: (revision: number, takeBack: () => Promise<boolean>) => void;
}): ReactElement => {
  const { savePolicy } = useWindowActions();
  const { policy, revision } = useAppState().policy;
  const [way, setWay] = useState<'merge' | 'replace'>('merge');
  const { pinSets } = imported.policy;
  const next =
    way === 'merge'
      ? mergePolicies(policy, imported.policy)
      : { ...policy, pinSets: imported.policy.pinSets };
  const now = useMinute();
  const changes = describePolicyChange(policy, next, now);
  const idle = describeIdleSets(pinSets, now);
  const from = imported.fileName ?? 'What is pasted';

  return (
    <div className={classes.body}>
      <p className={classes.found} role="status">
        {from} is read as <strong>{formatWord(imported.format)}</strong>: {countOf(pinSets.length, 'pin set')}
        . Nothing is saved yet.
      </p>
      {imported.notes.length > 0 && (
        <ul className={classes.notes} aria-label="Notes">
          {imported.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {imported.losses.length > 0 && (
        <>
          <h3>Pinspect would not do quite what that client does</h3>
          <ChangeList
            label="Differences from that client"
            changes={imported.losses.map(({ host, sentence, isWeaker }) => ({
              host,
              text: sentence,
              isWeaker,
            }))}
          />
        </>
      )}
      {idle !== null && (
        <p className={classes.idle} role="status">
          <IconCalendarX size={15} aria-hidden /> {idle}
        </p>
      )}
      <SegmentedControl
        aria-label="How to import"
        data={[
          { value: 'merge', label: 'Merge into the policy' },
          { value: 'replace', label: 'Replace all pin sets' },
        ]}
        value={way}
        onChange={(value) => {
          setWay(value === 'replace' ? 'replace' : 'merge');
        }}
      />
      <h3>What changes</h3>
      {changes.length === 0 ? (
        <p className={classes.same}>Nothing: the policy says so already.</p>
      ) : (
        <ChangeList
          label="Changes"
          changes={changes.map(({ text, isWeaker }) => ({ host: null, text, isWeaker }))}
        />
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button
          disabled={changes.length === 0}
          onClick={() => {
            void savePolicy(next, revision).then((number) => {
              if (number === null) return;
              onSaved(number, async () => (await savePolicy(policy, number)) !== null);
            });
          }}
        >
          {way === 'merge' ? 'Merge and save' : 'Replace and save'}
        </Button>
      </div>
    </div>
  );
};
