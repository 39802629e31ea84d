import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { AppState, UnreadablePolicy } from '../../common/ipc/state.ts';
import { call } from '../bridge.ts';
import { tellPolicyRefusal } from '../save-policy.ts';
import { offerPolicyUndo } from '../policy-undo.ts';
import { Question } from '../ui/question.tsx';
import { unreadableTitle } from '../ui/unreadable-words.ts';
import classes from './exchange.module.css';
import { ProblemList } from './problem-list.tsx';

/** The policy file cannot be read: as long as it is so, with the two ways out of it. */
export const UnreadablePolicyNote = ({
  unreadable,
  path,
}: {
  readonly unreadable: UnreadablePolicy;
  readonly path: AppState['policy']['path'];
}): ReactElement => {
  const [isAsking, setAsking] = useState(false);
  const step = stepOf(unreadable);
  const setAside = async (): Promise<void> => {
    setAsking(false);
    const moved = await call('policy.setAside', {});
    if (!moved.ok) {
      await tellPolicyRefusal(moved.error);
      return;
    }
    const { movedTo } = moved.value;
    if (movedTo === null) return;
    const { revision } = (await call('state.get', {})).policy;
    offerPolicyUndo(`The policy file was set aside as ${movedTo}.`, revision, () => {
      void call('policy.bringBack', {}).then(async (back) => {
        if (!back.ok) await tellPolicyRefusal(back.error);
      });
    });
  };
  return (
    <ProblemList title={unreadableTitle(unreadable)} problems={unreadable.problems}>
      <p className={classes.remedy}>
        {unreadable.isGone
          ? `There is nothing at ${path} any more. Put the file back: it is read again at once.`
          : `Mend ${path} in an editor: it is read again at once.`}{' '}
        {unreadable.isGone && !unreadable.isEverythingRefused
          ? 'Or go on with the policy in force: the next change here writes it there.'
          : 'Until then no change made in this window is taken.'}
      </p>
      <Button
        variant="default"
        onClick={() => {
          setAsking(true);
        }}
      >
        {step}…
      </Button>
      <Question
        isOpen={isAsking}
        title={`${step}?`}
        answer={step}
        isDangerous={unreadable.isEverythingRefused}
        onAnswer={() => void setAside()}
        onClose={() => {
          setAsking(false);
        }}
      >
        <p>
          {unreadable.isEverythingRefused
            ? 'The pins in the file are then in force no more: no host is pinned, and every host is let through that this computer trusts.'
            : 'The policy in force stays, and is what the new file says. What was changed in the file since is not in it.'}
        </p>
        {!unreadable.isGone && (
          <p>The file is kept beside the new one, under a name with the time, and can be brought back.</p>
        )}
      </Question>
    </ProblemList>
  );
};

const stepOf = ({ isGone, isEverythingRefused }: UnreadablePolicy): string => {
  const next = isEverythingRefused ? 'begin with an empty policy' : 'write the policy in force';
  return isGone ? `${next.charAt(0).toUpperCase()}${next.slice(1)}` : `Set the file aside and ${next}`;
};
