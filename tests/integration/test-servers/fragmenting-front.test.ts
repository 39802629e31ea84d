import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestChains } from '../../support/servers/chains.ts';
import { dummyChangeCipherSpec, warningAlert } from '../../support/servers/flight-shaper.ts';
import { startFragmentingFront, type FlightShape } from '../../support/servers/fragmenting-front.ts';
import { startGenuineServer, type GenuineServerOptions } from '../../support/servers/genuine-server.ts';
import { dialLoopback, joinSockets, listenOnLoopback } from '../../support/servers/loopback-listener.ts';
import { createRecordReader, recordTypes } from '../../support/servers/tls-records.ts';
import { ask } from './tls-client.ts';

const chains = createTestChains();
const ca = chains.root.certificatePem;

/** No key share for P-384 goes out, and P-256 is what the certificates have. */
const ecdhCurve = 'X25519:P-384:P-256';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0).reverse()) await stop();
});

type Front = Awaited<ReturnType<typeof startFragmentingFront>>;
type Server = Awaited<ReturnType<typeof startGenuineServer>>;

const start = async (
  shape: FlightShape,
  options: Partial<GenuineServerOptions> = {},
): Promise<{ front: Front; server: Server }> => {
  const server = await startGenuineServer({ certificate: chains.genuine, ...options });
  const front = await startFragmentingFront(server.port, shape);
  undo.push(server.stop, front.stop);
  return { front, server };
};

/** The server bytes that a client is sent until its handshake succeeds or fails, or until `untilBytes` are there. */
async function observe(
  port: number,
  untilBytes = Infinity,
): Promise<{ readonly bytes: Buffer; readonly writes: number }> {
  const chunks: Buffer[] = [];
  // Node's TLS takes its bytes below JavaScript: they are seen one hop before it.
  const tap = await listenOnLoopback((client) => {
    const front = dialLoopback(port);
    front.on('data', (chunk: Buffer) => chunks.push(chunk));
    joinSockets(client, front);
  });
  const client = connectTls({
    port: tap.port,
    host: '127.0.0.1',
    servername: 'a.example.test',
    ca,
    ecdhCurve,
  });
  let isOver = false;
  for (const event of ['secureConnect', 'error', 'close']) client.on(event, () => (isOver = true));
  await expect.poll(() => isOver || Buffer.concat(chunks).length >= untilBytes).toBe(true);
  client.destroy();
  await tap.stop();
  return { bytes: Buffer.concat(chunks), writes: chunks.length };
}

/** Type and payload size of the records up to the first that is encrypted. */
const plaintextRecords = (bytes: Buffer): readonly (readonly [type: number, size: number])[] => {
  const records = createRecordReader().push(bytes);
  const end = records.findIndex(({ type }) => type === recordTypes.applicationData);
  return records.slice(0, end === -1 ? undefined : end).map(({ type, payload }) => [type, payload.length]);
};

describe('re-framing', () => {
  it('sends the HelloRetryRequest and the ServerHello in records of the sizes given', async () => {
    const { front } = await start({ recordSizes: [1, 87] }, { keyExchangeGroups: 'P-384' });
    const records = plaintextRecords((await observe(front.port)).bytes);
    const [first, second, third, ...rest] = records;
    expect([first, second, third]).toEqual([
      [recordTypes.handshake, 1],
      [recordTypes.handshake, 87],
      [recordTypes.changeCipherSpec, 1],
    ]);
    expect(rest.slice(0, 2)).toEqual([
      [recordTypes.handshake, 1],
      [recordTypes.handshake, 87],
    ]);
  });

  it('inserts records before the ServerHello only', async () => {
    const { front } = await start({ insertBeforeServerHello: [warningAlert] });
    const records = plaintextRecords((await observe(front.port)).bytes);
    expect(records.map(([type]) => type).slice(0, 3)).toEqual([
      recordTypes.alert,
      recordTypes.handshake,
      recordTypes.changeCipherSpec,
    ]);
  });

  it('inserts a dummy ChangeCipherSpec', async () => {
    const { front } = await start({ insertBeforeServerHello: [dummyChangeCipherSpec] });
    const { bytes } = await observe(front.port);
    expect(bytes.subarray(0, 6)).toEqual(dummyChangeCipherSpec);
  });

  it('merges the messages of TLS 1.2 into one record', async () => {
    const { front } = await start({ mergeMessages: true }, { maxVersion: 'TLSv1.2' });
    const types = plaintextRecords((await observe(front.port)).bytes).map(([type]) => type);
    expect(types.slice(0, 1)).toEqual([recordTypes.handshake]);
    expect(types.indexOf(recordTypes.changeCipherSpec)).toBeLessThanOrEqual(2);
  });

  it('cuts the whole flight of TLS 1.2, and no record after the ChangeCipherSpec', async () => {
    const { front } = await start({ recordSizes: [50] }, { maxVersion: 'TLSv1.2' });
    const records = createRecordReader().push((await observe(front.port)).bytes);
    const end = records.findIndex(({ type }) => type === recordTypes.changeCipherSpec);
    expect(Math.max(...records.slice(0, end).map(({ payload }) => payload.length))).toBe(50);
    expect(end).toBeGreaterThan(20);
  });

  it('drips byte by byte', async () => {
    const { front } = await start({ drip: { bytes: 1, everyMs: 1 } });
    expect((await observe(front.port)).writes).toBeGreaterThan(60);
  });
});

describe('genuine handshakes survive', () => {
  const shapes: readonly (readonly [string, FlightShape])[] = [
    ['nothing', {}],
    ['one byte a record', { recordSizes: [1] }],
    ['1 and 87 bytes a record', { recordSizes: [1, 87] }],
    ['merged messages', { mergeMessages: true }],
    ['merged messages, cut again', { mergeMessages: true, recordSizes: [3, 500] }],
    ['a drip of 7 bytes', { drip: { bytes: 7, everyMs: 1 } }],
    ['20 bytes a record, dripped', { recordSizes: [20], drip: { bytes: 20, everyMs: 0 } }],
  ];
  const servers: readonly (readonly [string, Partial<GenuineServerOptions>])[] = [
    ['TLS 1.3', {}],
    ['TLS 1.3 with a HelloRetryRequest', { keyExchangeGroups: 'P-384' }],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ];
  it.each(
    shapes.flatMap(([shape, value]) => servers.map(([name, options]) => ({ shape, value, name, options }))),
  )('$shape in $name', async ({ value, options }) => {
    const { front, server } = await start(value, options);
    const { body } = await ask('/large?bytes=200000', { port: front.port, ca, ecdhCurve });
    expect(body).toHaveLength(200_000);
    expect(server.traffic.requests).toHaveLength(1);
    expect(front.clientBytesAfterServerHello).toBe(server.traffic.rawClientBytesAfterServerHello);
  });
});

describe('leaving', () => {
  it('closes after the server’s flight, which the client has whole', async () => {
    const { front, server } = await start({ closeAfter: { flightQuietMs: 20 } });
    const { bytes } = await observe(front.port);
    expect(createRecordReader().push(bytes).length).toBeGreaterThanOrEqual(3);
    expect(front.closedOnPurpose).toBe(1);
    await expect.poll(() => server.traffic.openConnections).toBe(0);
    expect(server.traffic.requests).toEqual([]);
  });

  it('closes after so many bytes and not one more', async () => {
    const { front } = await start({ closeAfter: { bytes: 30 } });
    expect((await observe(front.port)).bytes).toHaveLength(30);
    expect(front.closedOnPurpose).toBe(1);
  });

  it('resets after so many bytes', async () => {
    const { front } = await start({ closeAfter: { bytes: 30, how: 'reset' } });
    const client = connectTls({ port: front.port, host: '127.0.0.1', servername: 'a.example.test' });
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });
});

describe('stalling', () => {
  it.each([
    { stallAt: 'mid-server-hello', least: 40, most: 80 },
    { stallAt: 'server-hello', least: 90, most: 140 },
  ] as const)('sends nothing after $stallAt', async ({ stallAt, least, most }) => {
    const { front } = await start({ stallAt });
    const { bytes } = await observe(front.port, least);
    expect(bytes.length).toBeLessThan(most);
    await expect.poll(() => front.listener.openConnections).toBe(0);
  });

  it.each(['accept', 'client-hello'] as const)('answers nothing at %s', async (stallAt) => {
    const { front, server } = await start({ stallAt });
    const client = connectTls({ port: front.port, host: '127.0.0.1', servername: 'a.example.test' });
    client.on('error', () => undefined);
    await expect.poll(() => front.clientBytes).toBeGreaterThan(100);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const seen = { isSilent: client.bytesRead === 0, reached: server.traffic.connections };
    client.destroy();
    expect(seen).toEqual({ isSilent: true, reached: stallAt === 'accept' ? 0 : 1 });
  });
});

it('takes another shape for later connections', async () => {
  const { front, server } = await start({ closeAfter: { bytes: 0 } });
  await expect(ask('/', { port: front.port, ca })).rejects.toThrow();
  front.setShape({});
  await ask('/', { port: front.port, ca });
  expect(server.traffic.requests).toHaveLength(1);
});
