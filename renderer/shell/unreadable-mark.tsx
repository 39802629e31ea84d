import { IconFileAlert } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import type { UnreadablePolicy } from '../../common/ipc/state.ts';
import { withdrawPolicyRefusal } from '../save-policy.ts';
import { unreadableTitle } from '../ui/unreadable-words.ts';
import classes from './status-bar.module.css';

/** The policy file cannot be read: said for as long as it is so. */
export const UnreadableMark = ({
  unreadable,
  onShowPolicy,
}: {
  readonly unreadable: UnreadablePolicy;
  readonly onShowPolicy: () => void;
}): ReactElement => {
  useEffect(
    () => () => {
      withdrawPolicyRefusal('unreadable');
    },
    [],
  );
  return (
    <button
      type="button"
      className={classes.item}
      data-tone="bad"
      title="See why, and what to do"
      onClick={onShowPolicy}
    >
      <IconFileAlert size={14} aria-hidden />
      {unreadableTitle(unreadable)}
    </button>
  );
};
