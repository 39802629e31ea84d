import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDummyPin, parsePin } from '../../../common/pinning/pin.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');
const canonical = `sha256/${hashOf('a key')}`;

describe('parsePin', () => {
  it.each([
    ['sha256', canonical],
    ['sha1', `sha1/${createHash('sha1').update('a key').digest('base64')}`],
    ['cert-sha256', `cert-sha256/${hashOf('a certificate')}`],
  ])('takes a canonical %s pin as it is', (kind, text) => {
    expect(parsePin(text)).toEqual({ ok: true, value: { kind, text } });
  });

  it.each([
    ['no prefix', hashOf('a key'), 'A pin begins with "sha256/", "sha1/" or "cert-sha256/".'],
    ['an upper-case prefix', canonical.replace('sha', 'SHA'), 'A pin begins with'],
    ["an object's own method as prefix", 'toString/AAAA', 'A pin begins with'],
    ['nothing', '', 'A pin begins with'],
    ['an empty hash', 'sha256/', 'holds 32 bytes; this one holds 0.'],
    [
      'a hash too short',
      `sha256/${randomBytes(31).toString('base64')}`,
      'holds 32 bytes; this one holds 31.',
    ],
    ['a hash too long', `sha256/${randomBytes(33).toString('base64')}`, 'holds 32 bytes; this one holds 33.'],
    ['a sha256 hash as sha1', `sha1/${hashOf('a')}`, 'A sha1 pin holds 20 bytes; this one holds 32.'],
    ['base64url', `sha256/${'-'.repeat(43)}=`, 'standard base64'],
    ["curl's two slashes", canonical.replace('/', '//'), 'holds 32 bytes'],
    ['white space', `${canonical} `, 'standard base64'],
    [
      'missing padding',
      canonical.slice(0, -1),
      `the "=" at the end is missing. Its canonical form is "${canonical}"`,
    ],
    ['too much padding', `${canonical}=`, 'Its canonical form is'],
    [
      'unused bits that are set',
      `sha256/${'B'.repeat(43)}=`,
      `canonical form is "sha256/${'B'.repeat(42)}A="`,
    ],
  ])('refuses %s, and says why', (_what, text, sentence) => {
    const parsed = parsePin(text);
    expect(parsed).toEqual({ ok: false, error: expect.stringContaining(sentence) as string });
  });

  it('takes exactly what Node writes as base64 of the right length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 48 }), (bytes) => {
        const text = `sha256/${Buffer.from(bytes).toString('base64')}`;
        expect(parsePin(text).ok).toBe(bytes.length === 32);
      }),
    );
  });

  it('takes a changed pin only when the change made another canonical pin', () => {
    const position = fc.nat({ max: 43 });
    fc.assert(
      fc.property(position, fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }), (at, piece) => {
        const base64 = canonical.slice(7);
        const changed = base64.slice(0, at) + piece + base64.slice(at + 1);
        const isCanonical =
          Buffer.from(changed, 'base64').length === 32 &&
          Buffer.from(changed, 'base64').toString('base64') === changed;
        expect(parsePin(`sha256/${changed}`).ok).toBe(isCanonical);
      }),
    );
  });
});

describe('isDummyPin', () => {
  it.each([
    `sha256/${'A'.repeat(43)}=`,
    `sha256/${'B'.repeat(42)}A=`,
    `sha256/${'/'.repeat(42)}8=`,
    `sha1/${'A'.repeat(27)}=`,
    `cert-sha256/${Buffer.alloc(32, 0x11).toString('base64')}`,
  ])('knows %s as a placeholder', (text) => {
    expect(isDummyPin(text)).toBe(true);
  });

  it('takes no hash of anything for a placeholder', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isDummyPin(`sha256/${hashOf(text)}`)).toBe(false);
      }),
    );
  });

  it('takes no malformed text for a placeholder', () => {
    expect(isDummyPin('sha256/AAAA')).toBe(false);
  });
});
