import type { UnreadablePolicy } from '../../common/ipc/state.ts';

/** That the policy file cannot be read, and what that means, in one line. */
export const unreadableTitle = ({ isGone, isEverythingRefused }: UnreadablePolicy): string =>
  `The policy file ${isGone ? 'is gone' : 'cannot be read'}: ${
    isEverythingRefused ? 'everything is refused' : 'the policy read before stays in force'
  }`;
