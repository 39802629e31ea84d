import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ImportedPolicy } from '../../common/ipc/exchange.ts';
import { describePolicyChange } from '../../common/pinning/describe-policy-change.ts';
import { mergePolicies } from '../../common/pinning/merge-policies.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import { useWindowActions } from '../window-actions.ts';
import { ChangeList } from './change-list.tsx';
import classes from './exchange.module.css';
import { formatWord } from './format-words.ts';

interface Saved {
  readonly before: Policy;
  /** Of the policy with the import: an undo of that one only. */
  readonly revision: number;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export const ImportReview = ({
  imported,
  onBack,
  onDone,
  onClose,
}: {
  readonly imported: ImportedPolicy;
  readonly onBack: () => void;
  /** It is in force, and stays so. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}): ReactElement => {
  const { savePolicy } = useWindowActions();
  const { policy, revision } = useAppState().policy;
  const [way, setWay] = useState<'merge' | 'replace'>('merge');
  const [saved, setSaved] = useState<Saved | null>(null);
  const { pinSets } = imported.policy;
  const next =
    way === 'merge'
      ? mergePolicies(policy, imported.policy)
      : { ...policy, pinSets: imported.policy.pinSets };
  const changes = saved === null ? describePolicyChange(policy, next) : [];
  const from = imported.fileName ?? 'What is pasted';

  if (saved !== null) {
    return (
      <div className={classes.body}>
        <p className={classes.found} role="status">
          {count(pinSets.length, 'pin set')} {pinSets.length === 1 ? 'is' : 'are'} in force now.
        </p>
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => {
              void savePolicy(saved.before, saved.revision).then((undone) => {
                if (undone !== null) onClose();
              });
            }}
          >
            Undo the import
          </Button>
          <Button onClick={onDone}>Done</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.body}>
      <p className={classes.found} role="status">
        {from} is read as <strong>{formatWord(imported.format)}</strong>: {count(pinSets.length, 'pin set')}.
        Nothing is saved yet.
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
              if (number !== null) setSaved({ before: policy, revision: number });
            });
          }}
        >
          {way === 'merge' ? 'Merge and save' : 'Replace and save'}
        </Button>
      </div>
    </div>
  );
};
