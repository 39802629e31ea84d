import { deflateRawSync, crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { iosPinnedDomains } from '../../../../main/policies/formats/ios-pinned-domains.ts';
import { readZip } from '../../../../main/policies/formats/zip.ts';
import { bareOf, inputOf, problemsIn, readAs } from './format-input.ts';
import { zipOf } from './zip-archive.ts';

const infoName = 'Payload/Shop.app/Info.plist';
const info = `<plist version="1.0"><dict><key>NSAppTransportSecurity</key><dict><key>NSPinnedDomains</key><dict>
  <key>example.com</key><dict><key>NSPinnedLeafIdentities</key><array><dict><key>SPKI-SHA256-BASE64</key>
  <string>${bareOf(1)}</string></dict></array></dict></dict></dict></dict></plist>`;

const all = (): boolean => true;
const mebibyte = 1024 * 1024;

describe('an .ipa', () => {
  it('gives the Info.plist of its app, not those of its extensions', () => {
    const archive = zipOf([
      { name: 'Payload/' },
      { name: 'Payload/Shop.app/PlugIns/Share.appex/Info.plist', content: 'no plist' },
      { name: infoName, content: info },
    ]);
    expect(iosPinnedDomains.recognises(inputOf(archive))).toBe(true);
    expect(readAs(iosPinnedDomains, archive).rules).toHaveLength(1);
  });

  it('without one app is refused', () => {
    const two = zipOf([
      { name: infoName, content: info },
      { name: 'Payload/Other.app/Info.plist', content: info },
    ]);
    expect(problemsIn(iosPinnedDomains, two)[0]?.found).toBe('2 apps');
  });

  it('whose Info.plist is broken says so', () => {
    const archive = zipOf([{ name: infoName, content: '<plist><dict>' }]);
    expect(problemsIn(iosPinnedDomains, archive)[0]?.found).toContain('unclosed tag');
  });
});

describe('a zip archive', () => {
  const read = (archive: Buffer): ReturnType<typeof readZip> => readZip(archive, all, mebibyte);
  const refusalOf = (archive: Buffer): string | undefined => {
    const result = read(archive);
    return result.ok ? undefined : result.error[0]?.found;
  };

  it('gives what was put in, packed or not', () => {
    const archive = zipOf([
      { name: 'a', content: 'x'.repeat(10_000) },
      { name: 'b', content: 'stored', isStored: true },
      { name: 'empty', content: '' },
    ]);
    expect(read(archive)).toEqual({
      ok: true,
      value: new Map([
        ['a', Buffer.from('x'.repeat(10_000))],
        ['b', Buffer.from('stored')],
        ['empty', Buffer.alloc(0)],
      ]),
    });
  });

  it('that says it is a bomb is not unpacked', () => {
    const bomb = deflateRawSync(Buffer.alloc(16 * mebibyte));
    expect(refusalOf(zipOf([{ name: 'a', packed: bomb, unpackedBytes: 16 * mebibyte }]))).toBe(
      '16 MiB when unpacked',
    );
  });

  it('that lies about its size is stopped at that size', () => {
    const bomb = deflateRawSync(Buffer.alloc(16 * mebibyte));
    const start = performance.now();
    expect(refusalOf(zipOf([{ name: 'a', packed: bomb, unpackedBytes: 1000 }]))).toContain(
      'cannot be unpacked',
    );
    expect(performance.now() - start).toBeLessThan(4_000);
    expect(
      refusalOf(zipOf([{ name: 'a', packed: deflateRawSync(Buffer.from('abc')), unpackedBytes: 4 }])),
    ).toContain('another size');
  });

  it('with another checksum is refused', () => {
    const packed = deflateRawSync(Buffer.from('abc'));
    expect(refusalOf(zipOf([{ name: 'a', packed, unpackedBytes: 3, checksum: crc32('abd') }]))).toContain(
      'checksum',
    );
  });

  it.each([
    [
      'a name twice',
      [
        { name: 'a', content: '1' },
        { name: 'a', content: '2' },
      ],
      'this name twice',
    ],
    ['an encrypted file', [{ name: 'a', content: '1', flags: 1 }], 'an encrypted file'],
    ['another method', [{ name: 'a', content: '1', method: 14 }], 'packing method 14'],
  ])('with %s is refused', (_, entries, found) => {
    expect(refusalOf(zipOf(entries))).toContain(found);
  });

  it('that is cut off anywhere is refused', () => {
    const whole = zipOf([
      { name: 'a', content: 'abc' },
      { name: 'b', content: 'def' },
    ]);
    for (let length = 0; length < whole.length; length += 1)
      expect(read(whole.subarray(0, length)).ok).toBe(false);
  });

  it('with long paths and many files is read at once', () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      name: `${'a/'.repeat(30)}${index}`,
      content: '',
    }));
    const archive = zipOf([
      ...entries,
      { name: 'a/'.repeat(30_000), content: '' },
      { name: 'wanted', content: 'x' },
    ]);
    const start = performance.now();
    expect(readZip(archive, (name) => name === 'wanted', mebibyte)).toMatchObject({ ok: true });
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
