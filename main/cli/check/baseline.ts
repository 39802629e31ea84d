/** An earlier JSON report of `check`, and what is different now: chain, pins or verdict of the same request. */
import { type Result, failure, success } from '../../../common/result.ts';
import type { CheckResult } from './check-result.ts';

/** What is compared, of one request of an earlier run. */
interface EarlierResult {
  readonly verdict: string;
  readonly expectedPins: readonly string[];
  readonly chain: readonly {
    readonly subject: string;
    readonly spkiSha256: string;
    readonly certSha256: string;
  }[];
}

/** By request; what one URL gave in several rounds or at several addresses stands together. */
export type Baseline = ReadonlyMap<string, readonly EarlierResult[]>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isCertificate = (value: unknown): value is EarlierResult['chain'][number] =>
  isObject(value) && ['subject', 'spkiSha256', 'certSha256'].every((key) => typeof value[key] === 'string');

/** The error is a sentence that begins with `name`. */
export const parseBaseline = (text: string, name: string): Result<Baseline, string> => {
  const wrong = (what: string): { ok: false; error: string } =>
    failure(`${name} is no JSON report of “pinspect check”: ${what}. Make one with --report json=FILE.`);
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return wrong(`it is not JSON (${(error as Error).message})`);
  }
  if (!isObject(document) || document.command !== 'check' || !Array.isArray(document.results))
    return wrong('it has no results of a check');
  if (document.version !== 1)
    return wrong(`its version is ${JSON.stringify(document.version)}, and 1 is known`);
  const earlier = new Map<string, EarlierResult[]>();
  for (const [index, result] of (document.results as readonly unknown[]).entries()) {
    if (!isObject(result)) return wrong(`results[${index}] is no object`);
    if (result.outcome === 'not-run') continue;
    const { url, verdict, expectedPins, chain } = result;
    if (typeof url !== 'string' || typeof verdict !== 'string' || !isTexts(expectedPins))
      return wrong(`results[${index}] lacks its url, verdict or expectedPins`);
    if (!Array.isArray(chain) || !chain.every(isCertificate))
      return wrong(`results[${index}].chain is no list of certificates`);
    earlier.set(url, [...(earlier.get(url) ?? []), { verdict, expectedPins, chain }]);
  }
  return success(earlier);
};

/** Sentences; none: it is as before. A request that the baseline does not know is no change, and says so in `isNew`. */
export const compareWithBaseline = (
  result: CheckResult,
  baseline: Baseline,
): { readonly isNew: boolean; readonly changes: readonly string[] } => {
  const known = baseline.get(result.url);
  if (known === undefined) return { isNew: true, changes: [] };
  const [first] = known;
  // Servers of one name may differ: whatever one of them gave before is no change.
  if (first === undefined || known.some((earlier) => changesBetween(earlier, result).length === 0))
    return { isNew: false, changes: [] };
  return { isNew: false, changes: changesBetween(first, result) };
};

const changesBetween = (earlier: EarlierResult, { verdict, expectedPins, chain }: CheckResult): string[] => {
  const changes: string[] = [];
  if (earlier.verdict !== verdict) changes.push(`The verdict was ${earlier.verdict} and is ${verdict}.`);
  const lost = earlier.expectedPins.filter((pin) => !expectedPins.includes(pin));
  const added = expectedPins.filter((pin) => !earlier.expectedPins.includes(pin));
  if (lost.length > 0) changes.push(`No longer expected: ${lost.join(', ')}.`);
  if (added.length > 0) changes.push(`Newly expected: ${added.join(', ')}.`);
  const longest = Math.max(earlier.chain.length, chain.length);
  for (let index = 0; index < longest; index += 1) {
    const change = wordChange(index, earlier.chain[index], chain[index]);
    if (change !== null) changes.push(change);
  }
  return changes;
};

type Certificate = EarlierResult['chain'][number];

const wordChange = (
  index: number,
  before: Certificate | undefined,
  now: Certificate | undefined,
): string | null => {
  const place = index === 0 ? 'The leaf' : `Certificate ${index + 1} of the chain`;
  if (before === undefined)
    return now === undefined ? null : `${place} is new: ${now.subject}, ${now.spkiSha256}.`;
  if (now === undefined) return `${place} is gone: it was ${before.subject}, ${before.spkiSha256}.`;
  if (before.certSha256 === now.certSha256) return null;
  return before.spkiSha256 === now.spkiSha256
    ? `${place} was renewed with the same key: ${now.subject}, ${now.spkiSha256}.`
    : `${place} has another key: ${before.spkiSha256} (${before.subject}) is now ${now.spkiSha256} (${now.subject}).`;
};
