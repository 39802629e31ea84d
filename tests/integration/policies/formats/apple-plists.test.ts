// Property lists against the parsers of others: Python's plistlib, and libplist's plistutil, which devices' tools use.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientPolicy } from '../../../../common/pinning/clients/client-policy.ts';
import { iosPinnedDomains } from '../../../../main/policies/formats/ios-pinned-domains.ts';
import { readPlist } from '../../../../main/policies/formats/plist.ts';
import { trustKitIos } from '../../../../main/policies/formats/trustkit-ios.ts';
import { bareOf, inputOf, pinOf, readAs, writtenBy } from '../../../unit/policies/formats/format-input.ts';

const run = (command: string, parameters: readonly string[], input?: string | Buffer): Buffer => {
  const { status, stdout, stderr, error } = spawnSync(
    command,
    parameters,
    input === undefined ? {} : { input },
  );
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.toString()}`);
  return stdout;
};

const has = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;

const scope = (domain: string, includeSubdomains = false) =>
  ({ kind: 'domain', domain, includeSubdomains }) as const;

const apple: ClientPolicy = {
  format: 'ios-nspinneddomains',
  selection: 'most-specific',
  notes: [],
  rules: [
    {
      scope: scope('example.com', true),
      mode: 'enforce',
      expires: null,
      groups: [
        { position: 'ca', pins: [pinOf(1), pinOf(2)] },
        { position: 'leaf', pins: [pinOf(3)] },
      ],
    },
    {
      scope: scope('b.example'),
      mode: 'enforce',
      expires: null,
      groups: [{ position: 'leaf', pins: [pinOf(4)] }],
    },
  ],
};

const trustKit: ClientPolicy = {
  format: 'trustkit-ios',
  selection: 'most-specific',
  notes: [],
  rules: [
    {
      scope: scope('example.com', true),
      mode: 'enforce',
      expires: '2030-01-31',
      groups: [{ position: 'any', pins: [pinOf(1), pinOf(2)] }],
    },
    { scope: scope('free.example.com'), mode: 'off', expires: null, groups: [] },
  ],
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-plists-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.skipIf(!has('python3'))('with Python’s plistlib', () => {
  const loaded = (text: string): unknown =>
    JSON.parse(
      run(
        'python3',
        ['-c', 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))'],
        text,
      ).toString(),
    );

  it('our NSPinnedDomains are what Apple documents', () => {
    const hash = (byte: number): unknown => ({ 'SPKI-SHA256-BASE64': bareOf(byte) });
    expect(loaded(writtenBy(iosPinnedDomains, apple))).toEqual({
      NSAppTransportSecurity: {
        NSPinnedDomains: {
          'example.com': {
            NSIncludesSubdomains: true,
            NSPinnedCAIdentities: [hash(1), hash(2)],
            NSPinnedLeafIdentities: [hash(3)],
          },
          'b.example': { NSPinnedLeafIdentities: [hash(4)] },
        },
      },
    });
  });

  it('our TrustKit configuration has TrustKit’s keys', () => {
    expect(loaded(writtenBy(trustKitIos, trustKit))).toEqual({
      TSKConfiguration: {
        TSKPinnedDomains: {
          'example.com': {
            TSKEnforcePinning: true,
            TSKIncludeSubdomains: true,
            TSKExpirationDate: '2030-01-31',
            TSKPublicKeyHashes: [bareOf(1), bareOf(2)],
          },
          'free.example.com': { kSKExcludeSubdomainFromParentPolicy: true },
        },
      },
    });
  });

  it.each(['FMT_BINARY', 'FMT_XML'])('what it writes (%s) is read to the same values', (form) => {
    const script = `
import datetime, plistlib, sys
value = {'text': 'x & ü 🦊', 'list': [0, -1, 255, 65536, 2**40, -2**62, 1.5, True, False, []],
  'date': datetime.datetime(2027, 6, 30, 12, 0, 1), 'data': b'\\x00\\xff' * 20, 'deep': {'a': {'b': {}}},
  'long': 'y' * 300, **{f'key{index}': index for index in range(300)}}
sys.stdout.buffer.write(plistlib.dumps(value, fmt=plistlib.${form}))`;
    const bytes = run('python3', ['-c', script]);
    const input = form === 'FMT_XML' ? bytes.toString('utf8') : bytes;
    const expected = new Map<string, unknown>([
      ['text', 'x & ü 🦊'],
      ['list', [0, -1, 255, 65536, 2 ** 40, -(2n ** 62n), 1.5, true, false, []]],
      ['date', new Date('2027-06-30T12:00:01Z')],
      ['data', Buffer.from('00ff'.repeat(20), 'hex')],
      ['deep', new Map([['a', new Map([['b', new Map()]])]])],
      ['long', 'y'.repeat(300)],
      ...Array.from({ length: 300 }, (_, index) => [`key${index}`, index] as const),
    ]);
    const read = readPlist(inputOf(input));
    expect(read).toEqual({ ok: true, value: expected });
  });
});

describe.skipIf(!has('plistutil'))('with libplist’s plistutil', () => {
  it.each([
    ['iOS', iosPinnedDomains, apple],
    ['TrustKit', trustKitIos, trustKit],
  ] as const)('our %s policy becomes binary, and is read as the same policy', (_, format, policy) => {
    const [xml, binary] = [join(folder, `${policy.format}.plist`), join(folder, `${policy.format}.bin`)];
    writeFileSync(xml, writtenBy(format, policy));
    run('plistutil', ['-i', xml, '-o', binary, '-f', 'bin']);
    const bytes = readFileSync(binary);
    expect(bytes.subarray(0, 8).toString()).toBe('bplist00');
    expect(format.recognises(inputOf(bytes))).toBe(true);
    expect(readAs(format, bytes).rules).toEqual(policy.rules);
  });
});

describe.skipIf(!has('python3'))('an .ipa by Python’s zipfile', () => {
  it('is read as its Info.plist, packed as binary', () => {
    const path = join(folder, 'app.ipa');
    const script = `
import plistlib, sys, zipfile
info = plistlib.dumps(plistlib.loads(sys.stdin.buffer.read()), fmt=plistlib.FMT_BINARY, sort_keys=False)
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('Payload/', '')
    archive.writestr('Payload/Shop.app/Shop', b'x' * 100000)
    archive.writestr('Payload/Shop.app/Info.plist', info)`;
    run('python3', ['-c', script, path], writtenBy(iosPinnedDomains, apple));
    expect(readAs(iosPinnedDomains, readFileSync(path)).rules).toEqual(apple.rules);
  });
});
