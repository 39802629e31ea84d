import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePin } from '../../../common/pinning/normalise-pin.ts';

// Its base64 has "+", "/" and "=", so that every alphabet shows.
const hash = createHash('sha256').update('key 3').digest();
const base64 = hash.toString('base64');
const hex = hash.toString('hex');
const colons = (text: string): string => (text.match(/../g) ?? []).join(':');
const pin = { kind: 'sha256', text: `sha256/${base64}` };

describe('normalisePin', () => {
  it('leaves a canonical pin alone', () => {
    expect(normalisePin(` sha256/${base64}\n`)).toEqual({ ok: true, value: { pin, note: null } });
  });

  it.each([
    [`sha256//${base64}`, "curl's prefix"],
    [`sha256//${base64};`, "curl's prefix"],
    [`pin-sha256="${base64}"`, "RFC 7469's form"],
    [`pin-sha256="${base64}";`, "RFC 7469's form"],
    [`sha256/${hash.toString('base64url')}`, 'base64url, missing padding'],
    [`sha256/${base64.slice(0, -1)}`, 'missing padding'],
    [`sha256/${hex}`, 'hexadecimal'],
    [`SHA-256:${hex.toUpperCase()}`, 'the prefix, hexadecimal'],
    [`"sha256/${base64}",`, 'its spelling'],
    [colons(hex), 'colon-separated hexadecimal'],
    [hex, 'hexadecimal'],
    [base64, 'its spelling'],
  ])('reads %s', (pasted, change) => {
    const read = normalisePin(pasted);
    expect(read).toEqual({
      ok: true,
      value: { pin, note: expect.stringContaining(`normalised: ${change}.`) as string },
    });
  });

  it('says that a hash without a prefix is taken as one of a public key', () => {
    const read = normalisePin(colons(hex));
    expect(read.ok && read.value.note).toContain('taken as the hash of a public key, not of a certificate');
  });

  it("takes openssl's fingerprint as one of the certificate", () => {
    const read = normalisePin(`sha256 Fingerprint=${colons(hex.toUpperCase())}`);
    expect(read.ok && read.value.pin).toEqual({ kind: 'cert-sha256', text: `cert-sha256/${base64}` });
  });

  it('clears unused bits and says so', () => {
    expect(normalisePin(`sha256/${'B'.repeat(43)}=`)).toEqual({
      ok: true,
      value: {
        pin: { kind: 'sha256', text: `sha256/${'B'.repeat(42)}A=` },
        note: `Written as sha256/${'B'.repeat(42)}A=; normalised: unused bits at its end.`,
      },
    });
  });

  it('knows a SHA-1 hash by its length', () => {
    const sha1 = createHash('sha1').update('a key').digest();
    for (const pasted of [
      sha1.toString('hex'),
      sha1.toString('base64'),
      `sha1/${sha1.toString('base64url')}`,
    ]) {
      const read = normalisePin(pasted);
      expect(read.ok && read.value.pin).toEqual({ kind: 'sha1', text: `sha1/${sha1.toString('base64')}` });
    }
  });

  it.each([
    '',
    'hello',
    `sha256/${hex.slice(2)}`,
    `${hex}00`,
    `sha1/${hex}`,
    'sha256/',
    '::::',
    `${base64} ${base64}`,
  ])('refuses %j', (pasted) => {
    expect(normalisePin(pasted).ok).toBe(false);
  });

  it('reads every way of writing a hash as the same pin', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        const forms = [buffer.toString('hex'), colons(buffer.toString('hex')), buffer.toString('base64url')];
        for (const form of forms) {
          const read = normalisePin(form);
          expect(read.ok && read.value.pin.text).toBe(`sha256/${buffer.toString('base64')}`);
        }
      }),
    );
  });
});
