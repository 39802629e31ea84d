import { describe, expect, test } from 'vitest';
import type { GeneralName } from '../../../main/certificates/general-name.ts';
import { speaksForHost } from '../../../main/certificates/host-match.ts';
import { ipBytesOf, ipText } from '../../../main/certificates/ip-address.ts';

const dns = (text: string): GeneralName => ({ kind: 'dns', text });
const ip = (address: string): GeneralName => ({ kind: 'ip', bytes: ipBytesOf(address) ?? Buffer.alloc(0) });

describe('a name in a certificate', () => {
  test.each([
    ['example.com', 'example.com'],
    ['Example.COM', 'eXample.com'],
    ['example.com', 'example.com.'],
    ['*.example.com', 'a.example.com'],
    ['*.example.com', 'xn--bcher-kva.example.com'],
    ['foo_bar.example.com', 'foo_bar.example.com'],
    ['localhost', 'localhost'],
  ])('%s is for %s', (name, host) => {
    expect(speaksForHost([dns(name)], host)).toBe(true);
  });

  test.each([
    ['example.com', 'www.example.com'],
    ['www.example.com', 'example.com'],
    ['*.example.com', 'example.com'],
    ['*.example.com', 'a.b.example.com'],
    ['*.example.com', '.example.com'],
    ['*.example.com', '*.example.com'],
    ['*.example.com', 'aexample.com'],
    ['*.com', 'example.com'],
    ['*', 'localhost'],
    ['*.localhost', 'a.localhost'],
    ['a*.example.com', 'ab.example.com'],
    ['*a.example.com', 'ba.example.com'],
    ['foo.*.example.com', 'foo.bar.example.com'],
    ['*.*.example.com', 'a.b.example.com'],
    ['xn--*-1b3c.example.com', 'xn--a-1b3c.example.com'],
    ['example.com\0.evil.test', 'example.com'],
    ['example.com.', 'example.com'],
    ['127.0.0.1', '127.0.0.1'],
    ['example.com', ''],
    ['', ''],
  ])('%j is not for %j', (name, host) => {
    expect(speaksForHost([dns(name)], host)).toBe(false);
  });

  test('that is an address is for that address, however it is written', () => {
    const names = [ip('192.0.2.1'), ip('2001:db8::1')];
    const hosts = [
      '192.0.2.1',
      '2001:db8::1',
      '[2001:DB8:0:0:0:0:0:1]',
      '192.0.2.2',
      '2001:db8::2',
      '::ffff:192.0.2.1',
    ];
    expect(hosts.map((host) => speaksForHost(names, host))).toEqual([true, true, true, false, false, false]);
  });
});

describe('an address', () => {
  test.each([
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '2001:db8::1:0:0:1',
    'fe80::1:2:3:4',
    '1:2:3:4:5:6:7:8',
  ])('%s comes back from its bytes', (text) => {
    const bytes = ipBytesOf(text);
    expect(bytes === null ? null : ipText(bytes)).toBe(text);
  });

  test('with an IPv4 tail has 16 bytes', () => {
    expect(ipBytesOf('::ffff:192.0.2.1')?.toString('hex')).toBe('00000000000000000000ffffc0000201');
  });

  test.each(['', '1.2.3', '01.2.3.4', '1.2.3.4.5', 'fe80::1%eth0', '[::1', '::1]', '[1.2.3.4]', 'a'])(
    'is not %j',
    (text) => {
      expect(ipBytesOf(text)).toBe(null);
    },
  );
});
