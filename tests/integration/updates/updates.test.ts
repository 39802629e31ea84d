import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { UpdateState } from '../../../common/ipc/state.ts';
import { signRelease, type Release } from '../../../main/updates/signed-release.ts';
import { createHome, launchElectron, type LaunchedElectron } from '../../support/launch-electron.ts';
import { trustInNss } from '../../support/nss-trust.ts';
import { createAuthority } from '../../support/test-ca.ts';
import type { UpdatesHarness } from '../../support/updates/main.ts';

const root = createAuthority({ name: 'Feed root' });
const leaf = root.issueLeaf({ hosts: ['localhost'] });
const keys = generateKeyPairSync('ed25519');
const publicKeyPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const payload = Buffer.alloc(300_000, 'a new version');
const sha512Of = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('base64');

/** What the feed serves; each test begins with a good, signed, newer release. */
let served = new Map<string, Buffer>();
let asked: string[] = [];
const release = (version: string): Release => ({
  version,
  files: [{ url: 'pinspect.deb', sha512: sha512Of(payload), size: payload.length }],
});
const serveRelease = (signed: Release, signature: string | null, body = payload): void => {
  const metadata = { ...signed, ...(signature === null ? {} : { signature }), releaseDate: '2026-01-01' };
  // JSON is YAML.
  served = new Map([
    ['/latest-linux.yml', Buffer.from(JSON.stringify(metadata))],
    ['/pinspect.deb', body],
  ]);
};

const server = createServer({ key: leaf.privateKeyPem, cert: leaf.chainPem }, (request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  asked.push(path);
  const body = served.get(path);
  if (body === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': body.length }).end(body);
});
const plain = createPlainServer((request, response) => {
  asked.push(`cleartext ${request.url ?? ''}`);
  response.writeHead(404).end();
});

let home: string;
let launched: LaunchedElectron;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
  home = await createHome();
  await trustInNss(home, root.certificatePem);
  launched = await launchElectron({
    app: 'dist/updates/index.js',
    builds: ['updates'],
    headless: true,
    home,
  });
});
afterAll(async () => {
  await launched.close();
  server.close();
  plain.close();
  await rm(home, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  serveRelease(release('1.1.0'), signRelease(release('1.1.0'), keys.privateKey));
});

const feed = (): string => `https://localhost:${(server.address() as AddressInfo).port}`;
const call = async (what: 'check' | 'download'): Promise<UpdateState> =>
  launched.electron.evaluate(
    async (_electron, name) =>
      (globalThis as unknown as { updatesHarness: UpdatesHarness }).updatesHarness[name](),
    what,
  );
const start = async (version: string, url = feed(), key = publicKeyPem): Promise<void> => {
  await launched.electron.evaluate(
    (_electron, [from, installed, pem]) => {
      (globalThis as unknown as { updatesHarness: UpdatesHarness }).updatesHarness.start(
        from,
        installed,
        pem,
      );
    },
    [url, version, key] as const,
  );
};

test('a newer signed release is found, and downloaded only when asked for', async () => {
  await start('1.0.0');
  expect(await call('check')).toMatchObject({ kind: 'available', version: '1.1.0', sizeBytes: 300_000 });
  expect(asked).toEqual(['/latest-linux.yml']);
  expect(await call('download')).toEqual({ kind: 'ready', version: '1.1.0' });
  expect(asked).toContain('/pinspect.deb');
});

test('the same and an older release are no update', async () => {
  await start('1.1.0');
  expect(await call('check')).toMatchObject({ kind: 'idle' });
  await start('1.2.0');
  expect(await call('check')).toMatchObject({ kind: 'idle' });
  expect(await call('download')).toMatchObject({ kind: 'idle' });
  expect(asked).not.toContain('/pinspect.deb');
});

test('an unsigned release is refused before a byte of it is downloaded', async () => {
  serveRelease(release('1.1.0'), null);
  await start('1.0.0');
  expect(await call('check')).toMatchObject({ kind: 'failed', failure: { code: 'update-not-signed' } });
  expect(await call('download')).toMatchObject({ kind: 'failed' });
  expect(asked).toEqual(['/latest-linux.yml']);
});

test('a release signed by another key, or raised to a higher version after it was signed, is refused', async () => {
  const other = generateKeyPairSync('ed25519');
  serveRelease(release('1.1.0'), signRelease(release('1.1.0'), other.privateKey));
  await start('1.0.0');
  expect(await call('check')).toMatchObject({ kind: 'failed', failure: { code: 'update-not-signed' } });
  // An old release with known holes, offered as a new one.
  serveRelease(release('9.0.0'), signRelease(release('1.1.0'), keys.privateKey));
  await start('1.0.0');
  expect(await call('check')).toMatchObject({ kind: 'failed', failure: { code: 'update-not-signed' } });
});

test('a file that is not the signed one is refused', async () => {
  const tampered = Buffer.from(payload);
  tampered[1_000] = 0;
  serveRelease(release('1.1.0'), signRelease(release('1.1.0'), keys.privateKey), tampered);
  await start('1.0.0');
  expect(await call('check')).toMatchObject({ kind: 'available' });
  expect(await call('download')).toMatchObject({
    kind: 'failed',
    failure: { code: 'update-download-failed' },
  });
});

test('a feed in cleartext is never asked', async () => {
  await start('1.0.0', `http://localhost:${(plain.address() as AddressInfo).port}`);
  expect(await call('check')).toMatchObject({ kind: 'failed', failure: { code: 'update-check-failed' } });
  expect(asked).toEqual([]);
});

test('a feed whose certificate Chromium does not accept is not asked', async () => {
  await start('1.0.0', feed().replace('localhost', '127.0.0.1'));
  expect(await call('check')).toMatchObject({ kind: 'failed', failure: { code: 'update-check-failed' } });
  expect(asked).toEqual([]);
});
