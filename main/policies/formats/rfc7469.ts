/**
 * RFC 7469's header fields Public-Key-Pins and Public-Key-Pins-Report-Only, alone, among others, or only their value. No
 * header names its host: it is given, or stands in a `Host:` line above. What a browser would ignore as a whole (2.1) is
 * refused with its place. Browsers have dropped the header; that is said as a note.
 */
import type { ClientPolicy, ClientRule } from '../../../common/pinning/clients/client-policy.ts';
import { canonicalHost, isAddress } from '../../../common/pinning/host-pattern.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { bareText, decodeBarePin } from './bare-pin.ts';
import { readDirectives, type Directive } from './header-directives.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';

type Mode = 'enforce' | 'report-only';

interface Field {
  readonly mode: Mode;
  readonly value: string;
  /** From 1. */
  readonly line: number;
  readonly host: string | null;
}

interface PinsField {
  readonly pins: readonly string[];
  readonly maxAge: string | null;
  readonly includeSubdomains: boolean;
  readonly notes: readonly string[];
}

const nameOf = (mode: Mode): string =>
  mode === 'enforce' ? 'Public-Key-Pins' : 'Public-Key-Pins-Report-Only';
const fieldLine = /^[<> \t]*public-key-pins(-report-only)?[ \t]*:(.*)$/i;
const hostLine = /^[<> \t]*host[ \t]*:[ \t]*(\[[\da-f:.]+\]|[^\s:]+)/i;

const fieldsOf = (text: string, givenHost: string | null): readonly Field[] => {
  let host = givenHost;
  const fields: Field[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    host = hostLine.exec(line)?.[1] ?? host;
    const [, reportOnly, value] = fieldLine.exec(line) ?? [];
    if (value !== undefined)
      fields.push({
        mode: reportOnly === undefined ? 'enforce' : 'report-only',
        value,
        line: index + 1,
        host,
      });
  }
  if (fields.length > 0) return fields;
  const lines = text.split('\n').map((line) => line.trim());
  const value = lines.join(' ').trim();
  return /(?:^|;)[ \t]*pin-[\w-]+[ \t]*=/i.test(value) ? [{ mode: 'enforce', value, line: 1, host }] : [];
};

const ignored = 'A browser ignores the whole field otherwise';

const readField = ({ mode, value, line }: Field): Result<PinsField, FormatProblems> => {
  const directives = readDirectives(value);
  const problem = (path: string, found: string, expected: string): Result<never, FormatProblems> =>
    failure([{ path: `line ${line}, ${path}`, found, expected: `${expected}. ${ignored}` }]);
  if (!directives.ok) {
    const found = JSON.stringify(value.slice(directives.error - 1, directives.error + 39));
    return problem(
      `character ${directives.error} of the value`,
      found,
      'name=value or name="value", then ";"',
    );
  }
  const pins = new Set<string>();
  const notes: string[] = [];
  const single = new Map<string, Directive>();
  for (const directive of directives.value) {
    const { name, isQuoted } = directive;
    if (name === 'pin-sha256') {
      const pin = isQuoted
        ? decodeBarePin(directive.value ?? '')
        : failure('base64 of 32 bytes in double quotes');
      if (!pin.ok) return problem(name, JSON.stringify(directive.value), pin.error);
      pins.add(pin.value);
    } else if (name.startsWith('pin-')) notes.push(`${name} is no algorithm of RFC 7469, and is ignored.`);
    else if (!['max-age', 'includesubdomains', 'report-uri'].includes(name))
      notes.push(`The directive "${name}" is ignored.`);
    else if (single.has(name)) return problem(name, 'this directive twice', 'it once');
    else single.set(name, directive);
  }
  const maxAge = single.get('max-age')?.value ?? null;
  if (maxAge !== null && !/^\d+$/.test(maxAge))
    return problem('max-age', JSON.stringify(maxAge), 'a number of seconds');
  if (maxAge === null && mode === 'enforce') return problem('max-age', 'nothing', 'a number of seconds');
  if (single.get('includesubdomains')?.value != null)
    return problem('includeSubDomains', 'a value', 'the name alone');
  if (mode === 'report-only' && !single.has('report-uri'))
    notes.push(`${nameOf(mode)} without report-uri has no effect in a browser.`);
  return success({ pins: [...pins], maxAge, includeSubdomains: single.has('includesubdomains'), notes });
};

/** 2.5: noted only with a pin that is on the chain and one that is not, so one alone never counts. */
const isTooFew = (mode: Mode, pins: readonly string[]): boolean => mode === 'enforce' && pins.length < 2;

const ruleOf = (domain: string, mode: Mode, field: PinsField): ClientRule => {
  const isForgetting = mode === 'enforce' && Number(field.maxAge) === 0;
  const pinsNothing = isForgetting || isTooFew(mode, field.pins) || field.pins.length === 0;
  return {
    scope: { kind: 'domain', domain, includeSubdomains: field.includeSubdomains },
    mode: isForgetting ? 'off' : mode,
    expires: null,
    groups: pinsNothing ? [] : [{ position: 'any', pins: field.pins }],
  };
};

const notesOn = (domain: string, mode: Mode, field: PinsField): readonly string[] => {
  const host = canonicalHost(domain);
  const notes = [...field.notes];
  if (host.ok && isAddress(host.value)) notes.push(`${domain}: RFC 7469 pins names, never IP addresses.`);
  if (mode === 'enforce' && Number(field.maxAge) === 0)
    notes.push(`${domain}: max-age=0 makes a browser forget its pins.`);
  else if (isTooFew(mode, field.pins))
    notes.push(
      `${domain}: fewer than two pins. RFC 7469 wants a backup pin, so a browser never takes these.`,
    );
  else if (mode === 'enforce')
    notes.push(
      `${domain}: the pins end ${field.maxAge ?? ''} seconds after the last visit; no date is known.`,
    );
  return notes;
};

const read = ({ text, host }: FormatInput): Result<ClientPolicy, FormatProblems> => {
  const fields = text === null ? [] : fieldsOf(text, host);
  if (fields.length === 0)
    return failure([
      { path: 'the file', found: 'no such field', expected: 'Public-Key-Pins: pin-sha256="…"; max-age=…' },
    ]);
  const rules: ClientRule[] = [];
  const notes = new Set<string>();
  const seen = new Set<string>();
  for (const field of fields) {
    const { host: domain, mode, line } = field;
    if (domain === null)
      return failure([
        {
          path: 'the host',
          found: 'nothing',
          expected: 'the host that sends the field: give it, or write a line "Host: example.com" above',
        },
      ]);
    const key = `${mode} ${domain}`;
    if (seen.has(key)) {
      notes.add(`Line ${line}: another ${nameOf(mode)} of ${domain}. A browser takes the first only.`);
      continue;
    }
    seen.add(key);
    const directives = readField(field);
    if (!directives.ok) return directives;
    rules.push(ruleOf(domain, mode, directives.value));
    for (const note of notesOn(domain, mode, directives.value)) notes.add(note);
  }
  notes.add('Browsers no longer act on this header: Chrome since version 72, Firefox since 72.');
  return success({ format: 'rfc7469', selection: 'most-specific', rules, notes: [...notes] });
};

/** RFC 7469, 4.1: 60 days. */
const maxAgeSeconds = 60 * 24 * 60 * 60;

const fieldFor = ({ scope, mode, expires, groups }: ClientRule): Result<string, string> => {
  if (scope.kind !== 'domain') return failure('a domain');
  const host = canonicalHost(scope.domain);
  if (!host.ok || isAddress(host.value)) return failure('a domain name: RFC 7469 pins no addresses');
  const subdomains = scope.includeSubdomains ? '; includeSubDomains' : '';
  const head = `Host: ${scope.domain}\n`;
  if (mode === 'off' || groups.length === 0)
    return success(`${head}Public-Key-Pins: max-age=0${subdomains}\n`);
  if (expires !== null) return failure('pins without a date of expiry: the header counts from each visit');
  const [group] = groups;
  if (groups.length > 1 || group?.position !== 'any')
    return failure('one list of pins, for any place in the chain');
  if (group.pins.some((pin) => !pin.startsWith('sha256/'))) return failure('sha256 pins of public keys');
  if (isTooFew(mode, [...new Set(group.pins)]))
    return failure('a second pin: browsers take none without a backup');
  const pins = group.pins.map((pin) => `pin-sha256="${bareText(pin)}"`).join('; ');
  return success(`${head}${nameOf(mode)}: ${pins}; max-age=${maxAgeSeconds}${subdomains}\n`);
};

const write = (policy: ClientPolicy): Result<string, FormatProblems> => {
  const fields: string[] = [];
  const problems: { path: string; found: string; expected: string }[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const field = fieldFor(rule);
    if (field.ok) fields.push(field.value);
    else
      problems.push({
        path: `rules[${index}]`,
        found: 'what the header cannot express',
        expected: field.error,
      });
  }
  return problems.length > 0 ? failure(problems) : success(fields.join('\n'));
};

export const rfc7469: PolicyFormat = {
  format: 'rfc7469',
  name: 'RFC 7469 header',
  fileExtension: 'txt',
  recognises: ({ text }) =>
    text !== null &&
    (/^[<> \t]*public-key-pins(?:-report-only)?[ \t]*:/im.test(text) || /^\s*pin-sha256\s*="/i.test(text)),
  read,
  write,
};
