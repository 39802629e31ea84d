import { notifications } from '@mantine/notifications';
import type { PolicyRefusal } from '../common/ipc/state.ts';
import type { Policy } from '../common/pinning/policy.ts';
import { problemText } from '../common/pinning/problem-text.ts';
import { call } from './bridge.ts';
import { tellError } from './errors-told.ts';

/**
 * Saves a whole policy that was made from the one with revision `basedOn`, and gives the new revision. Refused when
 * another was saved in between, so that nobody's change is overwritten; null then, and the person has been told.
 */
export type SavePolicy = (policy: Policy, basedOn: number) => Promise<number | null>;

export const savePolicy: SavePolicy = async (next, basedOn) => {
  const saved = await call('policy.save', { policy: toPlain(next), revision: basedOn });
  if (saved.ok) {
    withdrawPolicyRefusal('stale');
    withdrawPolicyRefusal('refused');
    return saved.value.revision;
  }
  await tellPolicyRefusal(saved.error);
  return null;
};

/** Says why the policy stays as it is, and what to do about it. */
export const tellPolicyRefusal = async (refusal: PolicyRefusal): Promise<void> => {
  const { path } = (await call('state.get', {})).policy;
  tellError({
    id: refusalId(refusal.code),
    title: 'The policy was not changed',
    message: describeRefusal(refusal, path),
  });
};

/** It is true no more. */
export const withdrawPolicyRefusal = (code: PolicyRefusal['code']): void => {
  notifications.hide(refusalId(code));
};

const refusalId = (code: PolicyRefusal['code']): string => `policy-refused ${code}`;

const describeRefusal = ({ code, problems }: PolicyRefusal, path: string): string => {
  switch (code) {
    case 'unreadable':
      return `Its file cannot be read, and nothing is written over it. Mend ${path} in an editor (it is read again at once), or set it aside in the Policy view.`;
    case 'stale':
      return 'It was changed elsewhere in the meantime, and that is kept. Look at it as it is now, and do it again.';
    case 'refused':
      return problems.map((problem) => `${problem.path}: ${problemText(problem)}`).join(' ');
  }
};

/** The contract's own shape: mutable lists, and `extra` only where there is one. */
const toPlain = (policy: Policy): Parameters<typeof call<'policy.save'>>[1]['policy'] => ({
  ...policy,
  pinSets: policy.pinSets.map((set) => ({ ...set, pins: [...set.pins] })),
});
