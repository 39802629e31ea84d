// Apps built by Android's own compiler (aapt 10.0.0): one that is kept in tests/vectors, and others where it is installed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientPolicy, ClientRule } from '../../../../common/pinning/clients/client-policy.ts';
import { androidNsc } from '../../../../main/policies/formats/android-nsc.ts';
import { readPolicyFile } from '../../../../main/policies/formats/read-policy-file.ts';
import { readZip } from '../../../../main/policies/formats/zip.ts';
import { repositoryFolder } from '../../../support/electron-runtime.ts';
import { pinOf } from '../../../support/pinning/sample-hashes.ts';

const run = promisify(execFile);
const framework = '/usr/share/android-framework-res/framework-res.apk';
const hasCompiler = existsSync('/usr/bin/aapt') && existsSync(framework);

const hash = pinOf('root').slice(7);
const configText = `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
  <base-config cleartextTrafficPermitted="false" />
  <domain-config>
    <domain includeSubdomains="true">example.com</domain>
    <domain includeSubdomains="false">Other.Example</domain>
    <pin-set expiration="2027-06-30">
      <pin digest="SHA-256">${hash}</pin>
    </pin-set>
    <domain-config>
      <domain>api.example.com</domain>
    </domain-config>
  </domain-config>
</network-security-config>
`;

let folder: string;

const buildApp = async (
  name: string,
  application: string,
  files: Readonly<Record<string, string>>,
): Promise<Buffer> => {
  const root = join(folder, name);
  await mkdir(root);
  const manifest = `<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="test.pins"><application ${application} /></manifest>`;
  await writeFile(join(root, 'AndroidManifest.xml'), manifest);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, 'res', path)), { recursive: true });
    await writeFile(join(root, 'res', path), text);
  }
  const out = join(root, 'app.apk');
  const args = [
    'package',
    '-f',
    '-M',
    join(root, 'AndroidManifest.xml'),
    '-S',
    join(root, 'res'),
    '-I',
    framework,
    '-F',
    out,
  ];
  await run('aapt', args);
  return readFile(out);
};

describe('an app', () => {
  let app: Buffer;
  beforeAll(async () => {
    app = await readFile(join(repositoryFolder, 'tests/vectors/network-security-config.apk'));
  });

  test('is read as the text it was compiled from', () => {
    const [compiled, text] = [readPolicyFile(app), readPolicyFile(Buffer.from(configText))];
    expect(compiled.ok && text.ok && [compiled.value, text.value.rules.length]).toEqual([
      text.ok && text.value,
      3,
    ]);
  });

  test('gives its configuration also as compiled XML alone', () => {
    const files = readZip(app, (name) => name === 'res/xml/pins.xml', 1_000_000);
    const compiled = files.ok ? files.value.get('res/xml/pins.xml') : undefined;
    const policy = readPolicyFile(compiled ?? new Uint8Array());
    expect(
      policy.ok && policy.value.rules.map(({ scope }) => scope.kind === 'domain' && scope.domain),
    ).toEqual(['example.com', 'other.example', 'api.example.com']);
  });

  test('never throws and never hangs when bytes of its files are changed or cut off', () => {
    const files = readZip(app, (name) => /pins\.xml$|^AndroidManifest|arsc$/.test(name), 1_000_000);
    const bytes = [app, ...(files.ok ? [...files.value.values()] : [])];
    const change = fc.record({ at: fc.nat({ max: 4_000 }), value: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...bytes),
        fc.array(change, { maxLength: 8 }),
        fc.nat({ max: 4_000 }),
        (file, changes, cut) => {
          const changed = Buffer.from(file);
          for (const { at, value } of changes) changed[at % changed.length] = value;
          const result = readPolicyFile(
            changed.subarray(0, cut > 2_000 ? changed.length : (cut * changed.length) / 2_000),
          );
          if (!result.ok) expect(result.error[0]?.expected).not.toBe('');
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

describe.skipIf(!hasCompiler)(
  'an app compiled here (skipped where aapt or android-framework-res is not installed)',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pinspect-apk-'));
    });
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    test('gives the same as the one that is kept', async () => {
      const compiled = await buildApp('plain', 'android:networkSecurityConfig="@xml/pins"', {
        'xml/pins.xml': configText,
        'xml/decoy.xml': configText.replace(hash, pinOf('decoy').slice(7)),
      });
      expect(readPolicyFile(compiled)).toEqual(readPolicyFile(Buffer.from(configText)));
    });

    test('is followed through a reference to another resource', async () => {
      const aliased = await buildApp('aliased', 'android:networkSecurityConfig="@xml/alias"', {
        'xml/pins.xml': configText,
        'values/aliases.xml': '<resources><item type="xml" name="alias">@xml/pins</item></resources>',
      });
      const policy = readPolicyFile(aliased);
      expect(policy.ok && policy.value.rules).toHaveLength(3);
    });

    test('gives what we wrote back, after Android’s own compiler', async () => {
      const scope = (domain: string, includeSubdomains: boolean) =>
        ({ kind: 'domain', domain, includeSubdomains }) as const;
      const rules: readonly ClientRule[] = [
        {
          scope: scope('example.com', true),
          mode: 'enforce',
          expires: '2027-06-30',
          groups: [{ position: 'any', pins: [pinOf('a'), pinOf('b')] }],
        },
        { scope: scope('open.example.com', false), mode: 'enforce', expires: null, groups: [] },
        {
          scope: scope('192.0.2.1', false),
          mode: 'enforce',
          expires: null,
          groups: [{ position: 'any', pins: [pinOf('c')] }],
        },
      ];
      const policy: ClientPolicy = { format: 'android-nsc', selection: 'most-specific', rules, notes: [] };
      const written = androidNsc.write(policy);
      const compiled = await buildApp('written', 'android:networkSecurityConfig="@xml/pins"', {
        'xml/pins.xml': written.ok ? written.value : '',
      });
      const again = readPolicyFile(compiled);
      expect(again.ok && again.value.rules).toEqual(rules);
    });

    test('may have a file for each kind of device while they say the same', async () => {
      const attribute = 'android:networkSecurityConfig="@xml/pins"';
      const same = await buildApp('same', attribute, {
        'xml/pins.xml': configText,
        'xml-de/pins.xml': configText.replace('<base-config', '<!-- the same -->\n  <base-config'),
      });
      expect(readPolicyFile(same)).toEqual(readPolicyFile(Buffer.from(configText)));

      const differs = await buildApp('differs', attribute, {
        'xml/pins.xml': configText,
        'xml-v26/pins.xml': configText.replace(hash, pinOf('decoy').slice(7)),
      });
      const policy = readPolicyFile(differs);
      expect(policy.ok ? [] : policy.error).toEqual([
        {
          path: 'the app',
          found: '2 configurations that differ: res/xml-v26/pins.xml, res/xml/pins.xml',
          expected:
            'one for every device. Take out the file for the device you mean (unzip -p app.apk PATH > pins.xml) and give that',
        },
      ]);
      // Which the message asks for works.
      const files = readZip(differs, (name) => name === 'res/xml-v26/pins.xml', 1_000_000);
      const one = readPolicyFile(
        files.ok ? (files.value.get('res/xml-v26/pins.xml') ?? Buffer.of()) : Buffer.of(),
      );
      expect(one.ok && one.value.rules[0]?.groups[0]?.pins).toEqual([pinOf('decoy')]);
    });

    test('without the attribute in its manifest is refused with the reason', async () => {
      const bare = await buildApp('bare', 'android:label="x"', { 'xml/pins.xml': configText });
      const policy = readPolicyFile(bare);
      expect(policy.ok ? [] : policy.error).toEqual([
        {
          path: 'AndroidManifest.xml',
          found: '<application> without it',
          expected: 'android:networkSecurityConfig: without it the app has no pins in a configuration file',
        },
      ]);
    });
  },
);
