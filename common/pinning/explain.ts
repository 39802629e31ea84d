/** Why a connection was allowed or blocked, in a sentence or two for people. Names what was found before what was done. */
import type { Action, Evaluation } from './verdict.ts';

const positionInChain = (index: number): string =>
  index === 0 ? 'the leaf' : `certificate ${index + 1} of the validated chain (the leaf is 1)`;

const expectedPinsOf = (host: string, count: number): string =>
  count === 1 ? `The only pin for ${host}` : `None of the ${count} pins for ${host}`;

const mismatch = (host: string, count: number): string =>
  `${expectedPinsOf(host, count)} is${count === 1 ? ' not' : ''} on the validated chain.`;

const unpinned = (host: string, { notInForce }: Evaluation): string => {
  const [first, ...others] = notInForce;
  if (first === undefined) return `No pin set is for ${host}.`;
  const all = [first, ...others].map(({ pattern, why }) => `${pattern} (${why})`).join(', ');
  return `No pin set for ${host} is in force: ${all}.`;
};

const finding = (host: string, evaluation: Evaluation): string => {
  const count = evaluation.expectedPins.length;
  switch (evaluation.verdict) {
    case 'pinned':
      return evaluation.matchedPin?.startsWith('cert-') === true
        ? `A pin for ${host} is of ${positionInChain(evaluation.matchedIndex ?? 0)}, as a whole.`
        : `A pin for ${host} is the key of ${positionInChain(evaluation.matchedIndex ?? 0)}.`;
    case 'mismatch':
      return mismatch(host, count);
    case 'unpinned':
      return unpinned(host, evaluation);
    case 'cleartext':
      return `${host} has ${count === 1 ? 'a pin' : `${count} pins`}, and a connection without TLS cannot show any.`;
    case 'untrusted':
      return `The certificate chain of ${host} did not validate, so its pins were not reached.`;
    case 'undecided':
      return `No decision about ${host} was reached.`;
  }
};

const consequence = ({ verdict, mode }: Evaluation, action: Action): string | null => {
  switch (verdict) {
    case 'pinned':
      return null;
    case 'mismatch':
    case 'cleartext':
      return action === 'allowed' && mode === 'report-only' ? 'Allowed, because it is only reported.' : null;
    case 'unpinned':
      return action === 'blocked' ? 'The policy refuses hosts without pins.' : null;
    case 'untrusted':
    case 'undecided':
      return 'Blocked in every mode.';
  }
};

/** What the trial pins beside live ones would have said. */
const trial = ({ mode, reportOnly }: Evaluation): string | null => {
  if (reportOnly === null || reportOnly.verdict === 'cleartext' || mode !== 'enforce') return null;
  const { verdict, expectedPins } = reportOnly;
  const pins =
    expectedPins.length === 1 ? 'The report-only pin' : `The ${expectedPins.length} report-only pins`;
  return verdict === 'pinned' ? `${pins} would have held.` : `${pins} would not have held.`;
};

/** `host` as the person knows it. */
export const explain = (host: string, evaluation: Evaluation, action: Action): string =>
  [finding(host, evaluation), consequence(evaluation, action), trial(evaluation)]
    .filter((sentence) => sentence !== null)
    .join(' ');
