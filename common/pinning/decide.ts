/** What is done about a finding: product's table of verdicts and actions. What nobody foresaw is blocked. */
import type { Policy } from './policy.ts';
import type { Action, Evaluation } from './verdict.ts';

export const decide = (
  { verdict, mode }: Pick<Evaluation, 'verdict' | 'mode'>,
  { unpinnedHosts }: Pick<Policy, 'unpinnedHosts'>,
): Action => {
  switch (verdict) {
    case 'pinned':
      return 'allowed';
    case 'mismatch':
    case 'cleartext':
      return mode === 'report-only' ? 'allowed' : 'blocked';
    case 'unpinned':
      return unpinnedHosts === 'allow' ? 'allowed' : 'blocked';
    case 'untrusted':
    case 'undecided':
      return 'blocked';
  }
};
