/**
 * The one definition of the policy file: a value from JSON becomes a policy, or the list of everything wrong with it.
 * Refused: unknown keys (except `x-…`, which are kept), pins that are not canonical, patterns OkHttp would refuse, days
 * that do not exist, and a set that is applied but has no pins, which could only refuse every connection.
 * docs/policy.schema.json says the same for editors; a test holds the two together.
 */
import { failure, success, type Result } from '../result.ts';
import { startOfDay } from './expiry.ts';
import { parseHostPattern } from './host-pattern.ts';
import { parsePin } from './pin.ts';
import {
  maximumExtraKeyLength,
  maximumNoteLength,
  maximumPatternLength,
  maximumPinsInSet,
  maximumPinSets,
  type PinSet,
  type Policy,
  type PolicyProblem,
} from './policy.ts';
import type { Mode } from './verdict.ts';

type JsonObject = Readonly<Record<string, unknown>>;
type Report = (path: string, found: unknown, expected: string) => void;

const maximumFoundLength = 120;

const inWords = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = (JSON.stringify(value) as string | undefined) ?? typeof value;
  return text.length > maximumFoundLength ? `${text.slice(0, maximumFoundLength)}…` : text;
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isExtraKey = (key: string): boolean => key.startsWith('x-') && key.length <= maximumExtraKeyLength;

const memberPath = (parent: string, key: string): string =>
  `${parent}${/^[\w$-]+$/.test(key) ? `${parent === '' ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`}`;

const reportUnknownKeys = (
  value: JsonObject,
  path: string,
  known: readonly string[],
  report: Report,
): void => {
  for (const [key, member] of Object.entries(value)) {
    if (known.includes(key) || isExtraKey(key)) continue;
    report(memberPath(path, key), member, `no such key: ${known.join(', ')}, or a name that begins with x-`);
  }
};

const extraOf = (value: JsonObject): { readonly extra?: JsonObject } => {
  const entries = Object.entries(value).filter(([key]) => isExtraKey(key));
  return entries.length === 0 ? {} : { extra: Object.fromEntries(entries) };
};

const isMode = (value: unknown): value is Mode =>
  value === 'enforce' || value === 'report-only' || value === 'off';

const parsePattern = (value: unknown, path: string, report: Report): string => {
  if (typeof value !== 'string' || value.length > maximumPatternLength) {
    report(path, value, 'a host pattern, such as "api.example.com", "*.example.com" or "**.example.com"');
    return '';
  }
  const pattern = parseHostPattern(value);
  if (!pattern.ok) report(path, value, `a host pattern. ${pattern.error.replace(/\.$/, '')}`);
  return value;
};

const parsePins = (value: unknown, path: string, mode: Mode, report: Report): string[] => {
  if (!Array.isArray(value)) {
    report(path, value, 'a list of pins');
    return [];
  }
  const pins: readonly unknown[] = value;
  if (pins.length > maximumPinsInSet) {
    report(path, pins.length, `at most ${maximumPinsInSet} pins in a set`);
    return [];
  }
  if (pins.length === 0 && mode !== 'off') {
    report(
      path,
      value,
      'at least one pin: without any, every connection would be refused (or set the mode to "off")',
    );
  }
  return pins.map((item, index) => {
    const pin = typeof item === 'string' ? parsePin(item) : failure('Write it as text, such as "sha256/…=".');
    if (!pin.ok) report(`${path}[${index}]`, item, `a pin. ${pin.error}`);
    return pin.ok ? pin.value.text : '';
  });
};

const parsePinSet = (value: unknown, path: string, report: Report): PinSet | null => {
  if (!isObject(value)) {
    report(path, value, 'a pin set: an object with "pattern" and "pins"');
    return null;
  }
  reportUnknownKeys(value, path, ['pattern', 'mode', 'expires', 'pins', 'note'], report);
  const { mode = 'enforce', expires = null, note = null } = value;
  if (!isMode(mode)) report(`${path}.mode`, mode, '"enforce", "report-only" or "off"');
  const isDay = typeof expires === 'string' && startOfDay(expires) !== null;
  if (Object.hasOwn(value, 'expires') && !isDay) {
    report(`${path}.expires`, expires, 'a day of the calendar, such as "2027-06-30" (00:00 UTC)');
  }
  const isNote = typeof note === 'string' && note.length <= maximumNoteLength;
  if (Object.hasOwn(value, 'note') && !isNote) {
    report(`${path}.note`, note, `a text of at most ${maximumNoteLength} characters`);
  }
  const judgedMode = isMode(mode) ? mode : 'off';
  return {
    pattern: parsePattern(value.pattern, `${path}.pattern`, report),
    mode: judgedMode,
    expires: isDay ? expires : null,
    pins: parsePins(value.pins, `${path}.pins`, judgedMode, report),
    note: isNote ? note : null,
    ...extraOf(value),
  };
};

const parsePinSets = (value: unknown, report: Report): PinSet[] => {
  if (!Array.isArray(value)) {
    report('pinSets', value, 'a list of pin sets');
    return [];
  }
  const pinSets: readonly unknown[] = value;
  if (pinSets.length > maximumPinSets) {
    report('pinSets', pinSets.length, `at most ${maximumPinSets} pin sets`);
    return [];
  }
  return pinSets.flatMap((item, index) => parsePinSet(item, `pinSets[${index}]`, report) ?? []);
};

/** From the file's own shape (what `JSON.parse` gives). All problems at once, in the order of the definition. */
export const parsePolicy = (value: unknown): Result<Policy, readonly PolicyProblem[]> => {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, found, expected) => {
    problems.push({ path, found: inWords(found), expected });
  };
  if (!isObject(value)) {
    report('policy', value, 'an object with "version" and "pinSets"');
    return failure(problems);
  }
  reportUnknownKeys(value, '', ['$schema', 'version', 'unpinnedHosts', 'pinSets'], report);
  if (Object.hasOwn(value, '$schema') && typeof value.$schema !== 'string') {
    report('$schema', value.$schema, 'the address of the schema, as text');
  }
  if (value.version !== 1) report('version', value.version, 'the number 1');
  const { unpinnedHosts = 'allow' } = value;
  const isChoice = unpinnedHosts === 'allow' || unpinnedHosts === 'refuse';
  if (!isChoice) report('unpinnedHosts', unpinnedHosts, '"allow" or "refuse"');
  const pinSets = parsePinSets(value.pinSets, report);
  if (problems.length > 0) return failure(problems);
  return success({ unpinnedHosts: isChoice ? unpinnedHosts : 'refuse', pinSets, ...extraOf(value) });
};
