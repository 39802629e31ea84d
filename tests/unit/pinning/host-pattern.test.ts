import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHost, matchesHost, parseHostPattern } from '../../../common/pinning/host-pattern.ts';

const matches = (pattern: string, host: string): boolean => {
  const parsed = parseHostPattern(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.error}`);
  const canonical = canonicalHost(host);
  if (!canonical.ok) throw new Error(`${host}: ${canonical.error}`);
  return matchesHost(parsed.value, canonical.value);
};

describe('matchesHost', () => {
  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.com', 'example.COM'],
    ['*.example.com', 'a.example.com'],
    ['*.example.com', '.example.com'],
    ['**.example.com', 'example.com'],
    ['**.example.com', 'a.example.com'],
    ['**.example.com', 'a.b.example.com'],
    ['**.example.com', 'a..example.com'],
    ['example.com', 'example.com.'],
    ['example.com.', 'example.com'],
    ['*.example.com.', 'a.example.com.'],
    ['σkhttp.com', 'xn--khttp-fde.com'],
    ['xn--khttp-fde.com', 'Σkhttp.com'],
    ['*.bücher.example', 'a.xn--bcher-kva.example'],
    ['example.com', 'example。com'],
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1.'],
    ['192.0.2.1', '::ffff:c000:201'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8::0:1', '[2001:db8:0:0::1]'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['localhost', 'LOCALHOST'],
  ])('%s is for %s', (pattern, host) => {
    expect(matches(pattern, host)).toBe(true);
  });

  it.each([
    ['example.com', 'a.example.com'],
    ['example.com', 'example.co'],
    ['*.example.com', 'example.com'],
    ['*.example.com', 'a.b.example.com'],
    ['*.example.com', 'a..example.com'],
    ['*.example.com', 'dexample.com'],
    ['**.example.com', 'dexample.com'],
    ['**.example.com', 'example.com.evil.test'],
    ['*.example.com', 'a.example.com.evil.test'],
    ['192.0.2.1', '192.0.2.10'],
    ['**.com', 'com.example'],
  ])('%s is not for %s', (pattern, host) => {
    expect(matches(pattern, host)).toBe(false);
  });

  it('agrees with a plain reading of the rules, label by label', () => {
    const label = fc.constantFrom('a', 'b', 'com', 'example', 'ab', 'xcom');
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    const byLabels = (stars: string, suffix: string, host: string): boolean => {
      const wanted = suffix.split('.');
      const labels = host.split('.');
      const extra = labels.length - wanted.length;
      if (extra < 0 || labels.slice(extra).join('.') !== wanted.join('.')) return false;
      return stars === '' ? extra === 0 : stars === '*.' ? extra === 1 : true;
    };
    fc.assert(
      fc.property(
        fc.constantFrom('', '*.', '**.'),
        name,
        name,
        fc.boolean(),
        (stars, suffix, other, isBelow) => {
          const host = isBelow ? `${other}.${suffix}` : other;
          expect(matches(stars + suffix, host)).toBe(byLabels(stars, suffix, host));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('parseHostPattern', () => {
  it('keeps what was written beside the canonical host', () => {
    expect(parseHostPattern('*.Bücher.example.')).toEqual({
      ok: true,
      value: { kind: 'one-label', text: '*.Bücher.example.', host: 'xn--bcher-kva.example' },
    });
  });

  it.each([
    ['', 'not a host name'],
    ['*', 'A "*" stands only at the beginning'],
    ['*.', 'not a host name'],
    ['**.', 'not a host name'],
    ['*example.com', 'A "*" stands only'],
    ['example.*', 'A "*" stands only'],
    ['a.*.example.com', 'A "*" stands only'],
    ['*.*.example.com', 'A "*" stands only'],
    ['***.example.com', 'A "*" stands only'],
    ['*.**.example.com', 'A "*" stands only'],
    ['＊.example.com', 'not a host name'],
    ['.example.com', 'no empty label'],
    ['a..example.com', 'no empty label'],
    ['example.com..', 'not a host name'],
    ['.', 'not a host name'],
    ['example.com:443', 'without a port'],
    ['https://example.com', 'without scheme'],
    ['example.com/path', 'without scheme or path'],
    ['user@example.com', 'no "@"'],
    ['ex%61mple.com', 'no "%"'],
    ['a b.com', 'no spaces'],
    [' example.com', 'no spaces'],
    ['example.com ', 'no spaces'],
    ['exam\tple.com', 'no control character'],
    ['example.com\n', 'no control character'],
    ['a.com,b.com', 'no ","'],
    ['a.com?b', 'no "?"'],
    ['a.com#b', 'no "#"'],
    ['a\\b.com', 'no "\\"'],
    ['example.com／path', 'not a host name'],
    ['xn--a', 'not a host name'],
    ['*.192.0.2.1', 'wildcard cannot stand before an IP address'],
    ['**.::1', 'wildcard cannot stand before an IP address'],
    ['*.[::1]', 'wildcard cannot stand before an IP address'],
    ['192.0.2.256', 'not a host name'],
    ['192.0.513', 'here "192.0.2.1"'],
    ['0x7f.1', 'here "127.0.0.1"'],
    ['010.0.0.1', 'here "8.0.0.1"'],
    ['example.1', 'not a host name'],
    ['[::1]:443', 'neither a host name nor an IPv6 address'],
    ['fe80::1%eth0', 'neither a host name nor an IPv6 address'],
    ['::1::', 'neither a host name nor an IPv6 address'],
    ['[::1', 'neither a host name nor an IPv6 address'],
    ['[192.0.2.1]', 'neither a host name nor an IPv6 address'],
    [`${'a'.repeat(64)}.com`, 'at most 253 characters'],
    [`${'a.'.repeat(127)}com`, 'at most 253 characters'],
  ])('refuses %j', (text, sentence) => {
    expect(parseHostPattern(text)).toEqual({ ok: false, error: expect.stringContaining(sentence) as string });
  });

  it('takes labels of 63 and names of 253 characters', () => {
    const label = 'a'.repeat(63);
    expect(parseHostPattern([label, label, label, 'a'.repeat(61)].join('.')).ok).toBe(true);
  });

  it('never takes a text that holds more than a host', () => {
    const host = fc.constantFrom('example.com', '192.0.2.1', 'bücher.example');
    const more = fc.constantFrom(
      '/',
      ':1',
      '@',
      '%41',
      ' ',
      '\t',
      '?',
      '#',
      '\\',
      '*',
      ',',
      '\u0000',
      '|',
      '<',
    );
    fc.assert(
      fc.property(host, more, fc.nat({ max: 14 }), (text, piece, at) => {
        expect(parseHostPattern(text.slice(0, at) + piece + text.slice(at)).ok).toBe(false);
      }),
    );
  });
});

describe('canonicalHost', () => {
  it('gives the host that the URL parser gives', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(canonicalHost(domain.toUpperCase())).toEqual({
          ok: true,
          value: new URL(`https://${domain}`).hostname,
        });
      }),
    );
  });

  it('changes a canonical host no further', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.webAuthority());
    fc.assert(
      fc.property(host, (text) => {
        const once = canonicalHost(text);
        if (once.ok) expect(canonicalHost(once.value)).toEqual(once);
      }),
    );
  });

  it('is a pattern for itself, whenever it is a pattern', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), (text) => {
        const canonical = canonicalHost(text);
        if (!canonical.ok) return;
        expect(matches(canonical.value, text)).toBe(true);
      }),
    );
  });

  it.each(['', '.', '..', 'a.com:443', 'a.com/', 'http://a.com', 'a b', 'user@a.com', 'a.com..'])(
    'refuses %j',
    (text) => {
      expect(canonicalHost(text).ok).toBe(false);
    },
  );
});
