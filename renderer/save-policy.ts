import { notifications } from '@mantine/notifications';
import type { Policy } from '../common/pinning/policy.ts';
import { call } from './bridge.ts';

/**
 * Saves a whole policy that was made from the one with revision `basedOn`, and gives the new revision. Refused when
 * another was saved in between, so that nobody's change is overwritten; null then, and the person has been told.
 */
export type SavePolicy = (policy: Policy, basedOn: number) => Promise<number | null>;

export const savePolicy: SavePolicy = async (next, basedOn) => {
  const saved = await call('policy.save', { policy: toPlain(next), revision: basedOn });
  if (saved.ok) return saved.value.revision;
  notifications.show({
    color: 'red',
    title: 'The policy was not saved',
    message: saved.error.problems
      .map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
      .join('. '),
    autoClose: false,
  });
  return null;
};

/** The contract's own shape: mutable lists, and `extra` only where there is one. */
const toPlain = (policy: Policy): Parameters<typeof call<'policy.save'>>[1]['policy'] => ({
  ...policy,
  pinSets: policy.pinSets.map((set) => ({ ...set, pins: [...set.pins] })),
});
