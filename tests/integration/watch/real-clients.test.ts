// Real clients that pin and that do not, watched by each of the interceptors.
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostResult } from '../../../common/watch/watch-result.ts';
import { trustInNss } from '../../support/nss-trust.ts';
import {
  controlHost,
  findRealMitmproxy,
  openWatchedWorld,
  pinnedHost,
  startWatchedServers,
  type Seen,
  type WatchedServers,
  type WatchedWorld,
} from '../../support/watch/watched-world.ts';

const mitmproxy = await findRealMitmproxy();
const kinds = [
  { kind: 'builtin', isThere: true },
  { kind: 'mitmproxy', isThere: mitmproxy.ok },
] as const;

const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)));
const hasJava = isInstalled('java');
const hasChromium = isInstalled('chromium');

const control = `https://${controlHost}/`;
const api = `https://${pinnedHost}/`;
const wrongPin = `sha256//${Buffer.alloc(32, 7).toString('base64')}`;
const clientFile = (name: string): string => join(import.meta.dirname, '../../support/watch/clients', name);

const summary = (host: HostResult | undefined): string =>
  host === undefined
    ? 'not seen'
    : `${host.verdict}: ${host.conclusion}${host.evidence.map(({ alert }) => (alert === null ? '' : ` ${alert}`)).join('')}`;
const both = (seen: Seen): readonly string[] => [
  summary(seen.host(controlHost)),
  summary(seen.host(pinnedHost)),
];

let servers: WatchedServers;
beforeAll(async () => {
  servers = await startWatchedServers();
});
afterAll(async () => {
  await servers.server.stop();
});

describe.each(kinds.filter(({ isThere }) => isThere))('$kind', ({ kind }) => {
  let world: WatchedWorld;
  beforeAll(async () => {
    world = await openWatchedWorld(servers, { kind });
  });
  afterAll(async () => {
    await world.stop();
  });
  const curl = (...words: readonly string[]): Promise<Seen> => world.watch('curl', ['-s', ...words]);
  const node = (ca: string, mode: string): Promise<Seen> =>
    world.watch(process.execPath, [clientFile('client.mjs'), world.proxy, ca, mode, control, api, api]);
  const python = (ca: string, mode: string): Promise<Seen> =>
    world.watch('python3', [clientFile('client.py'), world.proxy, ca, mode, control, api, api]);

  test('curl that trusts the CA and pins nothing is readable', async () => {
    const seen = await curl('-x', world.proxy, '--cacert', world.caPath, control, api);
    expect(both(seen)).toEqual(['readable: not-pinned', 'readable: not-pinned']);
    expect(seen.host(pinnedHost)).toMatchObject({ requests: 1, hasServerName: true });
    expect(seen.clients[0]).toMatchObject({
      isLocal: true,
      program: expect.stringMatching(/curl$/) as string,
    });
  });

  test('curl with --pinnedpubkey is pinned', async () => {
    const trust = ['-x', world.proxy, '--cacert', world.caPath];
    const pinned = ['--next', '-s', ...trust, '--pinnedpubkey', wrongPin, api];
    const seen = await curl(...trust, control, ...pinned, ...pinned);
    expect(both(seen)).toEqual(['readable: not-pinned', 'refused-after-handshake: pinned']);
    expect(seen.host(pinnedHost)).toMatchObject({ refusals: 2, tlsVersions: ['TLS 1.3'] });
  });

  test('curl without the CA is not called pinned, with --pinnedpubkey or without', async () => {
    for (const pin of [[], ['--pinnedpubkey', wrongPin]]) {
      const seen = await curl('-x', world.proxy, ...pin, control, api, api);
      expect(both(seen)).toEqual([
        'refused: ca-not-trusted unknown_ca',
        'refused: ca-not-trusted unknown_ca',
      ]);
    }
  });

  test('curl that takes another CA for one host is told by its alert, in TLS 1.2 and 1.3', async () => {
    const own = join(world.folder, 'server-root.pem');
    for (const version of ['1.2', '1.3']) {
      const shared = ['-s', '-x', world.proxy, '--tls-max', version];
      const refusing = ['--next', ...shared, '--cacert', own, api];
      const seen = await curl(...shared, '--cacert', world.caPath, control, ...refusing, ...refusing);
      expect(both(seen)).toEqual(['readable: not-pinned', 'refused: pinned unknown_ca']);
      expect(seen.host(pinnedHost)?.tlsVersions).toEqual([`TLS ${version}`]);
    }
  });

  test('one refusal is not enough', async () => {
    const trust = ['-x', world.proxy, '--cacert', world.caPath];
    const seen = await curl(...trust, control, '--next', '-s', ...trust, '--pinnedpubkey', wrongPin, api);
    expect(both(seen)).toEqual(['readable: not-pinned', 'refused-after-handshake: not-repeated']);
  });

  test('what one process could read is not held against another', async () => {
    const script = `curl -s -x ${world.proxy} --cacert ${world.caPath} ${control}; curl -s -x ${world.proxy} ${api} ${api}; true`;
    const { clients } = await world.watch('sh', ['-c', script]);
    const hosts = clients.flatMap((client) => client.hosts);
    expect(hosts.map((host) => `${host.host} ${host.conclusion}`)).toEqual([
      `${controlHost} not-pinned`,
      `${pinnedHost} ca-not-proven`,
    ]);
  });

  test('Python is judged rightly: readable, pinned by its own check, and without the CA', async () => {
    expect(both(await python(world.caPath, 'plain'))).toEqual([
      'readable: not-pinned',
      'readable: not-pinned',
    ]);
    expect(both(await python(world.caPath, `pin=${'0'.repeat(64)}`))).toEqual([
      'readable: not-pinned',
      'refused-after-handshake: pinned',
    ]);
    expect(both(await python('', `pin=${'0'.repeat(64)}`))).toEqual([
      'refused: ca-not-trusted unknown_ca',
      'refused: ca-not-trusted unknown_ca',
    ]);
  });

  test('Node is judged rightly, although it looks at certificates only after the handshake', async () => {
    expect(both(await node(world.caPath, 'plain'))).toEqual(['readable: not-pinned', 'readable: not-pinned']);
    const [, pinned] = both(await node(world.caPath, 'pin'));
    expect(pinned).toMatch(/^(refused-after-handshake|closed-without-alert): pinned$/);
    for (const seen of [await node('', 'plain'), await node('', 'pin')])
      for (const told of both(seen))
        expect(told).toMatch(/^(refused-after-handshake|closed-without-alert): ca-not-trusted$/);
  });

  test.skipIf(!hasJava)(
    `Java is judged rightly, by its trust manager and in OkHttp’s way${hasJava ? '' : ' (skipped: no java here)'}`,
    async () => {
      const java = (ca: string, mode: string): Promise<Seen> =>
        world.watch('java', [
          ...['-XX:TieredStopAtLevel=1', clientFile('Client.java'), String(world.port), ca, mode],
          ...[controlHost, pinnedHost, pinnedHost],
        ]);
      expect(both(await java(world.caPath, 'plain'))).toEqual([
        'readable: not-pinned',
        'readable: not-pinned',
      ]);
      expect(both(await java(world.caPath, 'pin'))).toEqual([
        'readable: not-pinned',
        'refused: pinned certificate_unknown',
      ]);
      expect(both(await java(world.caPath, 'pin-after'))).toEqual([
        'readable: not-pinned',
        'refused-after-handshake: pinned',
      ]);
      expect(both(await java('', 'pin-after'))).toEqual([
        'refused: ca-not-trusted certificate_unknown',
        'refused: ca-not-trusted certificate_unknown',
      ]);
    },
    60_000,
  );

  test.skipIf(!hasChromium)(
    `Chromium is readable with the CA, and not called pinned without${hasChromium ? '' : ' (skipped: no chromium here)'}`,
    async () => {
      const chromium = async (ca: string | null): Promise<Seen> => {
        const home = mkdtempSync(join(world.folder, 'chromium-'));
        if (ca !== null) await trustInNss(home, ca);
        const switches = [
          ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
          ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
          ...[`--proxy-server=${world.proxy}`, `--user-data-dir=${join(home, 'profile')}`],
        ];
        return world.watch('chromium', [...switches, '--dump-dom', control], {
          env: { HOME: home },
        });
      };
      const wordsOf = ({ clients }: Seen): readonly string[] =>
        clients
          .flatMap(({ hosts }) => hosts)
          .filter(({ host }) => host === controlHost)
          .map(({ verdict, conclusion }) => `${verdict}: ${conclusion}`);
      // A connection that Chromium opens in advance and drops is told, and says nothing.
      const trusting = await chromium(world.interceptor.caPem);
      expect(wordsOf(trusting), trusting.output).toContain('readable: not-pinned');
      const distrusting = await chromium(null);
      expect(wordsOf(distrusting), distrusting.output).toContain('refused: ca-not-trusted');
      const all = [...trusting.clients, ...distrusting.clients].flatMap(({ hosts }) => hosts);
      expect(all.map(({ conclusion }) => conclusion)).not.toContain('pinned');
    },
    60_000,
  );
});
