/**
 * The text of a policy file, both ways. Reading refuses the whole on any problem. Writing keeps what the person made of
 * the earlier text: the order of its keys, defaults that it spells out, `$schema`, `x-…` keys and the kind of its line
 * ends; indentation is always two spaces.
 */
import { parseHostPattern } from '../../common/pinning/host-pattern.ts';
import { parsePolicy } from '../../common/pinning/parse-policy.ts';
import type { PinSet, Policy, PolicyProblem } from '../../common/pinning/policy.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { readJson } from './read-json.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The earlier text, as far as writing keeps it. */
export interface EarlierText {
  readonly document: JsonObject;
  readonly hasWindowsLineEnds: boolean;
}

export interface PolicyText {
  readonly policy: Policy;
  readonly earlier: EarlierText;
}

const maximumBytes = 32 * 1024 * 1024;

const fileProblem = (found: string, expected: string): Result<never, readonly PolicyProblem[]> =>
  failure([{ path: 'the file', found, expected }]);

export const readPolicyText = (bytes: Uint8Array): Result<PolicyText, readonly PolicyProblem[]> => {
  if (bytes.length > maximumBytes) return fileProblem(`${bytes.length} bytes`, 'at most 32 MiB');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fileProblem('bytes that are not UTF-8', 'JSON in UTF-8');
  }
  const json = readJson(text);
  if (!json.ok) {
    const { line, column, found, expected } = json.error;
    return failure([{ path: `line ${line}, column ${column}`, found, expected }]);
  }
  const policy = parsePolicy(json.value);
  if (!policy.ok) return policy;
  const document = json.value as JsonObject;
  return success({ policy: policy.value, earlier: { document, hasWindowsLineEnds: text.includes('\r\n') } });
};

/** Members in the order of the earlier object, then those it lacks. */
const inOrderOf = (earlier: JsonObject, members: JsonObject): JsonObject => {
  const kept = Object.keys(earlier).filter((key) => Object.hasOwn(members, key));
  const keys = [...kept, ...Object.keys(members).filter((key) => !Object.hasOwn(earlier, key))];
  return Object.fromEntries(keys.map((key) => [key, members[key]]));
};

const setDocument = (pinSet: PinSet, earlier: JsonObject = {}): JsonObject => {
  const { pattern, mode, expires, pins, note, extra = {} } = pinSet;
  return inOrderOf(earlier, {
    pattern,
    ...(mode !== 'enforce' || Object.hasOwn(earlier, 'mode') ? { mode } : {}),
    ...(expires === null ? {} : { expires }),
    pins,
    ...(note === null ? {} : { note }),
    ...withoutKnown(extra, ['pattern', 'mode', 'expires', 'pins', 'note']),
  });
};

/** Extra keys never stand for known ones; unknown ones without `x-` are refused when the document is parsed. */
const withoutKnown = (extra: JsonObject, known: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(extra).filter(([key]) => !known.includes(key)));

const earlierSets = ({ document }: EarlierText): JsonObject[] => document.pinSets as JsonObject[];

const canonicalPattern = (text: string): string => {
  const parsed = parseHostPattern(text);
  return parsed.ok ? `${parsed.value.kind} ${parsed.value.host}` : text;
};

/** For each set the earlier object it came from: the next one with its pattern, else, where no set came or went, its place. */
const originsOf = (
  pinSets: readonly PinSet[],
  earlier: readonly JsonObject[],
): (JsonObject | undefined)[] => {
  const left = new Map<string, JsonObject[]>();
  for (const object of earlier) {
    const pattern = canonicalPattern(String(object.pattern));
    left.set(pattern, [...(left.get(pattern) ?? []), object]);
  }
  const isSameLength = pinSets.length === earlier.length;
  return pinSets.map(
    ({ pattern }, index) =>
      left.get(canonicalPattern(pattern))?.shift() ?? (isSameLength ? earlier[index] : undefined),
  );
};

/** The file's own shape: what `parsePolicy` takes. */
const toDocument = (policy: Policy, earlier: EarlierText | null): JsonObject => {
  const before = earlier?.document ?? {};
  const origins = originsOf(policy.pinSets, earlier === null ? [] : earlierSets(earlier));
  const isSpelledOut = earlier === null || Object.hasOwn(before, 'unpinnedHosts');
  return inOrderOf(before, {
    ...(Object.hasOwn(before, '$schema') ? { $schema: before.$schema } : {}),
    version: 1,
    ...(isSpelledOut || policy.unpinnedHosts !== 'allow' ? { unpinnedHosts: policy.unpinnedHosts } : {}),
    ...withoutKnown(policy.extra ?? {}, ['$schema', 'version', 'unpinnedHosts', 'pinSets']),
    pinSets: policy.pinSets.map((pinSet, index) => setDocument(pinSet, origins[index])),
  });
};

/** Null: there is no earlier text. The policy may come from the page: read the text back before it is put in force. */
export const writePolicyText = (policy: Policy, earlier: EarlierText | null): string => {
  const text = `${JSON.stringify(toDocument(policy, earlier), null, 2)}\n`;
  return earlier?.hasWindowsLineEnds === true ? text.replaceAll('\n', '\r\n') : text;
};
