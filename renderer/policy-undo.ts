import { listen } from './bridge.ts';
import { offerUndo } from './undo.tsx';

/** Offers to take back a change of the policy; `revision` is the one it made. The offer goes with the next change, over which it cannot be carried out. */
export const offerPolicyUndo = (text: string, revision: number, onUndo: () => void): void => {
  const withdraw = offerUndo(text, onUndo);
  const unlisten = listen('state.changed', ({ policy }) => {
    if (policy.revision <= revision) return;
    withdraw();
    unlisten();
  });
};
