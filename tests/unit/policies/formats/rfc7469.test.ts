import { describe, expect, it } from 'vitest';
import { rfc7469 } from '../../../../main/policies/formats/rfc7469.ts';
import { bareOf, inputOf, pinOf, problemsIn, readAs, writtenBy } from './format-input.ts';

const pins = `pin-sha256="${bareOf(1)}"; pin-sha256="${bareOf(2)}"`;
const header = (value: string): string => `Public-Key-Pins: ${value}`;

const rulesOf = (text: string): ReturnType<typeof readAs>['rules'] =>
  readAs(rfc7469, text, 'example.com').rules;
const notesOf = (text: string): string => readAs(rfc7469, text, 'example.com').notes.join(' ');

describe('the header of RFC 7469', () => {
  it.each([
    ['plain', header(`${pins}; max-age=5184000; includeSubDomains`)],
    [
      'in another order and case',
      header(
        `includesubdomains ;MAX-AGE = "5184000" ; PIN-SHA256="${bareOf(1)}";pin-sha256 = "${bareOf(2)}";`,
      ),
    ],
    [
      'among others',
      `HTTP/1.1 200 OK\r\nServer: x\r\npublic-key-pins:${pins}; max-age=1; includeSubDomains\r\n\r\n`,
    ],
    ['as curl -v prints it', `< Public-Key-Pins: ${pins}; max-age=1; includeSubDomains`],
    ['its value alone, in lines', `${pins};\n  max-age=5; includeSubDomains`],
  ])('is read %s', (_, text) => {
    expect(rulesOf(text)).toEqual([
      {
        scope: { kind: 'domain', domain: 'example.com', includeSubdomains: true },
        mode: 'enforce',
        expires: null,
        groups: [{ position: 'any', pins: [pinOf(1), pinOf(2)] }],
      },
    ]);
    expect(rfc7469.recognises(inputOf(text))).toBe(true);
  });

  it('needs a host, given or in a Host line', () => {
    const text = header(`${pins}; max-age=1`);
    expect(problemsIn(rfc7469, text)[0]?.path).toBe('the host');
    expect(readAs(rfc7469, `> Host: api.example.com:8443\n${text}`).rules[0]?.scope).toMatchObject({
      domain: 'api.example.com',
    });
  });

  it('reports beside what it enforces', () => {
    const text = `${header(`${pins}; max-age=1`)}\nPublic-Key-Pins-Report-Only: pin-sha256="${bareOf(3)}"; report-uri="https://r.example/"`;
    expect(rulesOf(text).map(({ mode }) => mode)).toEqual(['enforce', 'report-only']);
  });

  it('takes the first of two', () => {
    const text = `${header(`${pins}; max-age=1`)}\n${header(`pin-sha256="${bareOf(8)}"; pin-sha256="${bareOf(9)}"; max-age=1`)}`;
    expect(rulesOf(text)).toHaveLength(1);
    expect(notesOf(text)).toContain('the first only');
  });

  it('ignores algorithms and directives that the RFC does not know', () => {
    const text = header(`pin-sha1="AAAA"; ${pins}; strict; max-age=1`);
    expect(rulesOf(text)[0]?.groups[0]?.pins).toEqual([pinOf(1), pinOf(2)]);
    expect(notesOf(text)).toContain('pin-sha1');
    expect(notesOf(text)).toContain('"strict"');
  });

  it('pins nothing with one pin, because a browser wants a backup', () => {
    const text = header(`pin-sha256="${bareOf(1)}"; max-age=1`);
    expect(rulesOf(text)[0]?.groups).toEqual([]);
    expect(notesOf(text)).toContain('backup');
  });

  it('forgets its pins at max-age=0', () => {
    expect(rulesOf(header(`${pins}; max-age=0`))[0]).toMatchObject({ mode: 'off', groups: [] });
  });

  it('says that addresses are never pinned, and that browsers dropped the header', () => {
    const notes = readAs(rfc7469, header(`${pins}; max-age=1`), '192.0.2.1').notes.join(' ');
    expect(notes).toContain('never IP addresses');
    expect(notes).toContain('no longer act');
  });

  it.each([
    ['no max-age', pins, 'max-age', 'nothing'],
    ['a negative max-age', `${pins}; max-age=-1`, 'max-age', '"-1"'],
    ['max-age twice', `${pins}; max-age=1; max-age=2`, 'max-age', 'twice'],
    ['a pin without quotes', `pin-sha256=abc; ${pins}; max-age=1`, 'pin-sha256', '"abc"'],
    ['a pin of 3 bytes', `pin-sha256="AAAA"; ${pins}; max-age=1`, 'pin-sha256', '"AAAA"'],
    ['a comma between two headers', `${pins}; max-age=1, ${pins}`, 'character', ', pin-sha256='],
    ['an open quote', `pin-sha256="AAAA; max-age=1`, 'character 13', '"\\"AAAA'],
    [
      'includeSubDomains with a value',
      `${pins}; max-age=1; includeSubDomains=yes`,
      'includeSubDomains',
      'a value',
    ],
  ])('refuses %s, with its place', (_, value, path, found) => {
    const [problem] = problemsIn(rfc7469, `Server: x\n${header(value)}`, 'example.com');
    expect(problem?.path).toContain('line 2, ');
    expect(problem?.path).toContain(path);
    expect(problem?.found).toContain(found);
    expect(problem?.expected).toContain('A browser ignores the whole field');
  });

  it('writes what it read, for several hosts', () => {
    const text = `Host: example.com\n${header(`${pins}; max-age=9; includeSubDomains`)}\n\nHost: other.example\nPublic-Key-Pins-Report-Only: ${pins}\n\nHost: off.example\n${header('max-age=0')}`;
    const policy = readAs(rfc7469, text);
    expect(policy.rules).toHaveLength(3);
    expect(readAs(rfc7469, writtenBy(rfc7469, policy)).rules).toEqual(policy.rules);
  });
});
