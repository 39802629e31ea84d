/**
 * OkHttp's `CertificatePinner` in Kotlin and Java source code. Refused, as OkHttp would by throwing: other patterns than
 * it takes, pins without `sha256/` or `sha1/`, what is not base64. Refused too, because a pin left out would open a host:
 * an argument that cannot be followed without running the code.
 */
import type { ClientFormat, ClientRule } from '../../../common/pinning/clients/client-policy.ts';
import { fromBase64 } from '../../../common/pinning/base64.ts';
import { parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import { pinFromHash } from '../../../common/pinning/pin.ts';
import type { PolicyProblem } from '../../../common/pinning/policy.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { pinnerCalls, type PinnerCall } from './okhttp-calls.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';

const hashBytes = { sha256: 32, sha1: 20 } as const;

interface ReadPin {
  readonly pin: string;
  readonly note: string | null;
}

/** As Okio decodes: white space, base64url and missing padding pass; the length is never looked at. */
const readPin = (text: string): Result<ReadPin, string> => {
  const [, kind, base64 = ''] = /^(sha256|sha1)\/([^]*)$/.exec(text) ?? [];
  if (kind !== 'sha256' && kind !== 'sha1') return failure('a pin that begins with "sha256/" or "sha1/"');
  const body = base64
    .replaceAll(/[ \t\r\n]/g, '')
    .replace(/=+$/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  const bytes = body.length % 4 === 1 ? null : fromBase64(body);
  if (bytes === null) return failure(`base64 after "${kind}/"`);
  if (bytes.length !== hashBytes[kind]) {
    const note = `${text} holds ${bytes.length} bytes instead of ${hashBytes[kind]}: OkHttp takes it, and it never matches.`;
    return success({ pin: text, note });
  }
  const pin = pinFromHash(kind, bytes).text;
  return success({ pin, note: pin === text ? null : `${text} is read as ${pin}.` });
};

interface ReadCall {
  readonly rule: ClientRule;
  readonly notes: readonly string[];
}

const readCall = ({ line, column, texts, unclear }: PinnerCall): Result<ReadCall | null, PolicyProblem> => {
  const path = `line ${line}, column ${column}`;
  if (texts === null) {
    return failure({
      path,
      found: unclear,
      expected:
        'texts, or names that are given one text in this code: it is read, never run. Write the value there',
    });
  }
  const [pattern, ...pins] = texts;
  if (pattern === undefined)
    return failure({ path, found: 'add()', expected: 'a host pattern and its pins' });
  const parsed = parseHostPattern(pattern);
  if (!parsed.ok)
    return failure({ path, found: JSON.stringify(pattern), expected: `a host pattern. ${parsed.error}` });
  const read = pins.map(readPin);
  const bad = read.findIndex((pin) => !pin.ok);
  const fault = read[bad];
  if (fault?.ok === false) return failure({ path, found: JSON.stringify(pins[bad]), expected: fault.error });
  // A call without pins adds nothing.
  if (pins.length === 0) return success(null);
  const taken = read.flatMap((pin) => (pin.ok ? [pin.value] : []));
  return success({
    rule: {
      scope: { kind: 'pattern', pattern },
      mode: 'enforce',
      expires: null,
      groups: [{ position: 'any', pins: [...new Set(taken.map(({ pin }) => pin))] }],
    },
    notes: taken.flatMap(({ note }) => note ?? []),
  });
};

/** Calls for one pattern are one rule: OkHttp joins them anyway. */
const joinByPattern = (rules: readonly ClientRule[]): readonly ClientRule[] => {
  const joined = new Map<string, { readonly rule: ClientRule; readonly pins: Set<string> }>();
  for (const rule of rules) {
    const key = rule.scope.kind === 'pattern' ? rule.scope.pattern : '';
    const { pins } = joined.get(key) ?? { pins: new Set<string>() };
    for (const group of rule.groups) for (const pin of group.pins) pins.add(pin);
    joined.set(key, { rule, pins });
  }
  return [...joined.values()].map(({ rule, pins }) => ({
    ...rule,
    groups: [{ position: 'any', pins: [...pins] }],
  }));
};

const readSource = (format: ClientFormat, { text }: FormatInput): ReturnType<PolicyFormat['read']> => {
  const refuse = (problems: FormatProblems): Result<never, FormatProblems> => failure(problems);
  if (text === null)
    return refuse([{ path: 'the file', found: 'bytes that are no text', expected: 'source code' }]);
  const calls = pinnerCalls(text).map(readCall);
  if (calls.length === 0) {
    const expected = 'at least one .add("host", "sha256/…") on a CertificatePinner.Builder';
    return refuse([{ path: 'the file', found: 'no pins', expected }]);
  }
  const problems = calls.flatMap((call) => (call.ok ? [] : [call.error]));
  if (problems.length > 0) return refuse(problems);
  const read = calls.flatMap((call) => (call.ok && call.value !== null ? [call.value] : []));
  return success({
    format,
    selection: 'union',
    rules: joinByPattern(read.map(({ rule }) => rule)),
    notes: [...new Set(read.flatMap(({ notes }) => notes))],
  });
};

const quote = (text: string, isKotlin: boolean): string =>
  `"${text.replace(isKotlin ? /["\\$]/g : /["\\]/g, '\\$&')}"`;

const writeSource = (rules: readonly ClientRule[], isKotlin: boolean): string => {
  const calls = rules.flatMap(({ scope, groups }) => {
    const pattern = scope.kind === 'pattern' ? scope.pattern : '';
    const pins = groups.flatMap((group) => group.pins);
    return pins.map((pin) => `    .add(${quote(pattern, isKotlin)}, ${quote(pin, isKotlin)})`);
  });
  const start = isKotlin
    ? 'val certificatePinner = CertificatePinner.Builder()'
    : 'CertificatePinner certificatePinner = new CertificatePinner.Builder()';
  return `${[start, ...calls, isKotlin ? '    .build()' : '    .build();'].join('\n')}\n`;
};

const pinCall = /\.add\(\s*"[^"\n]{1,300}",\s*"sha(?:1|256)\//;
const isSource = (text: string | null): text is string =>
  text !== null && !/^\s*[<{]/.test(text) && (text.includes('CertificatePinner') || pinCall.test(text));
const isJava = ({ text, fileName }: FormatInput): boolean =>
  /\.java$/i.test(fileName ?? '') ||
  (!/\.kts?$/i.test(fileName ?? '') &&
    /\bnew\s+(?:okhttp3\s*\.\s*)?CertificatePinner|;[ \t\r]*$/m.test(text ?? ''));

const okHttp = (isKotlin: boolean): PolicyFormat => {
  const format = isKotlin ? 'okhttp-kotlin' : 'okhttp-java';
  return {
    format,
    name: isKotlin ? 'OkHttp (Kotlin)' : 'OkHttp (Java)',
    fileExtension: isKotlin ? 'kt' : 'java',
    recognises: (input) => isSource(input.text) && isJava(input) !== isKotlin,
    read: (input) => readSource(format, input),
    write: ({ rules }) =>
      rules.length > 0
        ? success(writeSource(rules, isKotlin))
        : failure([
            { path: 'the policy', found: 'no pins that OkHttp could hold', expected: 'at least one pin' },
          ]),
  };
};

export const okHttpKotlin = okHttp(true);
export const okHttpJava = okHttp(false);
