/** The results of `check` in words: a line each, verdict first, and below it what a person needs to act. */
import { bracketed } from '../../../common/bracketed.ts';
import { harmless } from '../harmless.ts';
import { type Paint, paintVerdict } from '../paint.ts';
import type { CheckResult, FindingKind } from './check-result.ts';
import type { CheckedRequest } from './run-check.ts';

const verdictWidth = 'undecided '.length;

/** What is shown of a URL: the host where nothing else tells it apart. */
export const shortName = ({ url, host, port }: Pick<CheckResult, 'url' | 'host' | 'port'>): string => {
  const authority = port === 443 ? bracketed(host) : `${bracketed(host)}:${port}`;
  return url === `https://${authority}/` ? authority : url;
};

export const findingOf = (result: CheckResult): string => {
  const { verdict, action, chain, matchedPin, errorCode, error, expectedPins, remembered } = result;
  const again = remembered ? ' It was refused earlier in this round, and was not tried again.' : '';
  if (errorCode !== null && verdict !== 'mismatch' && error !== null) return `${error}${again}`;
  switch (verdict) {
    case 'pinned': {
      const index = chain.findIndex(({ pinned }) => pinned);
      const of = index <= 0 ? 'the leaf' : `certificate ${index + 1}, ${chain[index]?.subject ?? ''}`;
      return `${matchedPin ?? ''} is ${of}.`;
    }
    case 'mismatch': {
      const pins =
        expectedPins.length === 1 ? 'The pin is not' : `None of the ${expectedPins.length} pins is`;
      const done = action === 'allowed' ? ' Allowed, because it is only reported.' : '';
      return `${pins} on the chain.${done}${again}`;
    }
    case 'unpinned':
      return `No pin is in force for it${whyNone(result)}${action === 'allowed' ? '' : ', and the policy refuses such hosts'}.`;
    case 'cleartext':
      return `It has pins, and no TLS to check them on.${action === 'allowed' ? ' Allowed, because it is only reported.' : ''}`;
    case 'untrusted':
    case 'undecided':
      return `${error ?? 'No decision was reached.'}${again}`;
  }
};

const worstFirst: readonly FindingKind[] = [
  'pins ended',
  'changed',
  'pins end soon',
  'certificate ends soon',
];

/** The verdict in a word, or what is wrong with a result whose verdict alone would look good. */
export const headingOf = (result: CheckResult): string => {
  const { verdict, action, errorCode, findingKinds } = result;
  if (verdict !== 'pinned' && verdict !== 'unpinned') return verdict;
  const found = worstFirst.find((kind) => findingKinds.includes(kind));
  if (found !== undefined) return found;
  if (trialMissed(result)) return 'report-only mismatch';
  return action === 'allowed' && errorCode !== null ? 'not answered' : verdict;
};

/** Pins on trial beside live ones would have refused it. */
const trialMissed = ({ reportOnly, mode }: CheckResult): boolean =>
  reportOnly !== null && mode === 'enforce' && reportOnly.verdict !== 'pinned';

const trialSentence = 'The report-only pins beside them would not have held.';

/** Everything that was found, the bad before the good. */
export const storyOf = (result: CheckResult): string =>
  [...result.findings, ...(trialMissed(result) ? [trialSentence] : []), findingOf(result)].join(' ');

/** `: a.example.com (expired on 2026-06-30)`; empty: no set is for the host. */
const whyNone = ({ notInForce }: CheckResult): string =>
  notInForce.length === 0
    ? ''
    : `: ${notInForce.map(({ pattern, why }) => `${pattern} (${why})`).join(', ')}`;

const factsOf = (
  { httpStatus, tlsVersion, durationMs, address }: CheckResult,
  showsAddress: boolean,
): string =>
  [
    httpStatus === null ? null : `HTTP ${httpStatus}`,
    tlsVersion,
    showsAddress ? address : null,
    `${durationMs} ms`,
  ]
    .filter((fact) => fact !== null)
    .join(', ');

export interface WordOptions {
  readonly paint: Paint;
  readonly nameWidth: number;
  readonly showsAddress: boolean;
  readonly showsRound: boolean;
}

export const wordResult = ({ result, target }: CheckedRequest, options: WordOptions): string => {
  const { paint, nameWidth, showsAddress, showsRound } = options;
  const verdict = paintVerdict(result.verdict, paint) + ' '.repeat(verdictWidth - result.verdict.length);
  const round = showsRound ? paint.faint(`${target.round}  `) : '';
  const name = harmless(shortName(result)).padEnd(nameWidth);
  const via =
    result.redirectedFrom === null
      ? ''
      : `  ${paint.faint(`redirected by ${harmless(result.redirectedFrom)}`)}\n`;
  const text = result.failureMessage ?? '';
  return [
    `${round}${verdict}${paint.bold(name)}  ${harmless(findingOf(result))} ${paint.faint(`(${factsOf(result, showsAddress)})`)}\n`,
    via,
    ...(text === '' || result.remembered ? [] : text.split('\n').map((line) => `  ${harmless(line)}\n`)),
    trialMissed(result) ? `  ${paint.doubtful(trialSentence)}\n` : '',
    ...result.findings.map((finding) => `  ${paint.doubtful(harmless(finding))}\n`),
  ].join('');
};

export interface Tally {
  readonly results: readonly CheckResult[];
  readonly notRun: number;
  readonly tookMs: number;
}

/** `12 checked: 10 pinned, 1 mismatch, 1 not run. To look at: 1 certificate ends soon. 2.1 s.` */
export const wordSummary = ({ results, notRun, tookMs }: Tally): string => {
  const parts = countWords(results.map(({ verdict }) => verdict));
  if (notRun > 0) parts.push(`${notRun} not run`);
  const others = countWords(
    results.flatMap((result) => (headingOf(result) === result.verdict ? [] : [headingOf(result)])),
  );
  const more = others.length === 0 ? '' : ` To look at: ${others.join(', ')}.`;
  return `${results.length} checked${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.${more} ${(tookMs / 1000).toFixed(1)} s.\n`;
};

const countWords = (words: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`);
};
