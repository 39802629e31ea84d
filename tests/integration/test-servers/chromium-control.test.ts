// The control for every zero that a test of pinning counts: in Chromium without the product, all of this does arrive.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHome, launchElectron, type LaunchedElectron } from '../../support/launch-electron.ts';
import { trustInNss } from '../../support/nss-trust.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { pageWays } from '../../support/servers/everything-page.ts';
import { dummyChangeCipherSpec, warningAlert } from '../../support/servers/flight-shaper.ts';
import { startFragmentingFront, type FlightShape } from '../../support/servers/fragmenting-front.ts';
import { startGenuineServer, type GenuineServerOptions } from '../../support/servers/genuine-server.ts';
import { dialLoopback, joinSockets, listenOnLoopback } from '../../support/servers/loopback-listener.ts';
import { createRecordReader, recordTypes } from '../../support/servers/tls-records.ts';
import { startUdpListener } from '../../support/servers/udp-listener.ts';

const chains = createTestChains();

let folder: string;
let launched: LaunchedElectron;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-control-'));
  const app = join(folder, 'main.cjs');
  await writeFile(app, `require('electron').app.on('window-all-closed', () => undefined);`);
  const home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  const args = ['--host-resolver-rules=MAP *.example.test 127.0.0.1'];
  launched = await launchElectron({ app, builds: [], home, args });
});
afterAll(async () => {
  await launched.close();
  for (const path of [folder, launched.home]) await rm(path, { recursive: true, force: true });
});

/** Opens a page in a session of its own, gives what an expression in it comes to, and loads it again offline if asked. */
const inPage = (url: string, expression: string, thenOffline = false): Promise<unknown> =>
  launched.electron.evaluate(
    async ({ BrowserWindow, app, session }, asked) => {
      const own = session.fromPartition(`control-${Math.random()}`);
      own.on('will-download', (_event, item) => {
        item.setSavePath(`${app.getPath('userData')}/download`);
      });
      const window = new BrowserWindow({ show: false, webPreferences: { session: own, sandbox: true } });
      await window.loadURL(asked.url);
      let outcome: unknown = await window.webContents.executeJavaScript(asked.expression);
      if (asked.thenOffline) {
        own.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (_details, answer) => {
          answer({ cancel: true });
        });
        outcome = await window.loadURL(asked.url).then(
          () => 'loaded',
          (error: unknown) => String(error),
        );
      }
      window.destroy();
      return outcome;
    },
    { url, expression, thenOffline },
  );

const fetchText = (url: string): Promise<string> =>
  launched.electron.evaluate(async ({ session }, address) => {
    const own = session.fromPartition(`control-${Math.random()}`);
    try {
      const response = await own.fetch(address, { signal: AbortSignal.timeout(15_000) });
      return `${response.status} ${await response.text()}`;
    } catch (error) {
      return String(error);
    }
  }, url);

describe('a page', () => {
  it('reaches another origin in every way', async () => {
    const own = await startGenuineServer({ certificate: chains.genuine });
    const target = await startGenuineServer({ certificate: chains.genuine });
    const origin = `https://b.example.test:${target.port}`;
    const outcomes = await inPage(
      `https://a.example.test:${own.port}/page?target=${encodeURIComponent(origin)}`,
      'globalThis.outcomes',
    );
    const sent = ['iframe', 'beacon', 'download', 'form', 'preconnect'];
    expect(outcomes).toEqual(
      Object.fromEntries(pageWays.map((way) => [way, sent.includes(way) ? 'sent' : 'ok'])),
    );
    const arrived = (): unknown =>
      [
        ...new Set(target.traffic.requests.map(({ url }) => new URL(url, origin).searchParams.get('by'))),
      ].toSorted();
    await expect.poll(arrived).toEqual(pageWays.filter((way) => way !== 'preconnect').toSorted());
    expect(target.traffic.webSocketBytes).toBe(5);
    await own.stop();
    await target.stop();
  });

  it('sends UDP to a STUN server that it names', async () => {
    const server = await startGenuineServer({ certificate: chains.genuine });
    const stun = await startUdpListener();
    await inPage(
      `https://a.example.test:${server.port}/frame`,
      `(async () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${stun.port}' }] });
        peer.createDataChannel('any');
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise((resolve) => setTimeout(resolve, 1000));
      })()`,
    );
    await expect.poll(() => stun.packets.length).toBeGreaterThan(0);
    await stun.stop();
    await server.stop();
  });

  it('loads from its service worker while every request is cancelled', async () => {
    const server = await startGenuineServer({ certificate: chains.genuine });
    const url = `https://a.example.test:${server.port}/service-worker-page`;
    expect(await inPage(url, 'globalThis.isControlled', true)).toBe('loaded');
    await server.stop();
  });
});

describe('Chromium', () => {
  const retrying: Partial<GenuineServerOptions> = { keyExchangeGroups: 'P-384' };
  const older: Partial<GenuineServerOptions> = { maxVersion: 'TLSv1.2' };
  const cases: readonly {
    readonly what: string;
    readonly shape: FlightShape;
    readonly options?: Partial<GenuineServerOptions>;
    readonly answer: RegExp;
  }[] = [
    { what: 'one byte a record', shape: { recordSizes: [1] }, answer: /^200 hello$/ },
    {
      what: 'HelloRetryRequest in 1 + 87',
      shape: { recordSizes: [1, 87] },
      options: retrying,
      answer: /^200/,
    },
    {
      what: 'HelloRetryRequest, dripped',
      shape: { drip: { bytes: 9, everyMs: 1 } },
      options: retrying,
      answer: /^200/,
    },
    { what: 'TLS 1.2 in records of 50', shape: { recordSizes: [50] }, options: older, answer: /^200/ },
    { what: 'TLS 1.2 in one record', shape: { mergeMessages: true }, options: older, answer: /^200/ },
    {
      what: 'a warning before the ServerHello',
      shape: { insertBeforeServerHello: [warningAlert] },
      answer: /^200/,
    },
    {
      what: 'a ChangeCipherSpec before the ServerHello',
      shape: { insertBeforeServerHello: [dummyChangeCipherSpec] },
      answer: /ERR_/,
    },
    { what: 'a close after the flight', shape: { closeAfter: { flightQuietMs: 5 } }, answer: /ERR_/ },
  ];
  it.each(cases)('meets $what', async ({ shape, options, answer }) => {
    const server = await startGenuineServer({ certificate: chains.genuine, ...options });
    const front = await startFragmentingFront(server.port, shape);
    expect(await fetchText(`https://a.example.test:${front.port}/`)).toMatch(answer);
    await front.stop();
    await server.stop();
  });

  it('answers P-384 with a second ClientHello', async () => {
    const server = await startGenuineServer({ certificate: chains.genuine, ...retrying });
    const types: number[] = [];
    const tap = await listenOnLoopback((client) => {
      const records = createRecordReader();
      client.on('data', (chunk: Buffer) => types.push(...records.push(chunk).map(({ type }) => type)));
      joinSockets(client, dialLoopback(server.port));
    });
    expect(await fetchText(`https://a.example.test:${tap.port}/`)).toBe('200 hello');
    expect(types.slice(0, 3)).toEqual([
      recordTypes.handshake,
      recordTypes.changeCipherSpec,
      recordTypes.handshake,
    ]);
    await tap.stop();
    await server.stop();
  });
});
