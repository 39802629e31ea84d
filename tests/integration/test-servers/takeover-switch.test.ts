import { once } from 'node:events';
import { connect } from 'node:http2';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startTakeoverSwitch, type TakeoverSwitch } from '../../support/servers/takeover-switch.ts';
import { ask, handshake } from './tls-client.ts';

const chains = createTestChains();
const ca = [chains.root.certificatePem, chains.attackerRoot.certificatePem];

let genuine: GenuineServer;
let attacker: GenuineServer;
let address: TakeoverSwitch;
beforeAll(async () => {
  genuine = await startGenuineServer({ certificate: chains.genuine });
  attacker = await startGenuineServer({ certificate: chains.attacker });
});
afterAll(() => Promise.all([genuine.stop(), attacker.stop()]));
beforeEach(async () => {
  address = await startTakeoverSwitch([genuine.port, attacker.port]);
  return address.stop;
});

it('goes to the first server until it is taken over', async () => {
  await ask('/before', { port: address.port, ca });
  address.takeOver();
  await ask('/after', { port: address.port, ca });
  expect(genuine.traffic.requests.at(-1)?.url).toBe('/before');
  expect(attacker.traffic.requests.at(-1)?.url).toBe('/after');
  expect(address.connectionsByTarget).toEqual([1, 1]);
});

it('ends the connections under way when it is taken over', async () => {
  const socket = await handshake({ port: address.port, ca });
  const closed = once(socket, 'close');
  address.takeOver();
  socket.resume();
  await closed;
  await expect.poll(() => genuine.traffic.openConnections).toBe(0);
});

it('keeps the connections under way when it is told to', async () => {
  const socket = await handshake({ port: address.port, ca, ALPNProtocols: ['http/1.1'] });
  address.takeOver(1, { keepConnections: true });
  socket.write('GET /kept HTTP/1.1\r\nhost: a.example.test\r\n\r\n');
  await once(socket, 'data');
  expect(genuine.traffic.requests.at(-1)?.url).toBe('/kept');
  socket.destroy();
});

it('alternates, one connection each', async () => {
  address.alternate();
  for (const path of ['/1', '/2', '/3', '/4']) await ask(path, { port: address.port, ca });
  expect(genuine.traffic.requests.slice(-2).map(({ url }) => url)).toEqual(['/1', '/3']);
  expect(attacker.traffic.requests.slice(-2).map(({ url }) => url)).toEqual(['/2', '/4']);
});

it('carries a burst of requests without losing one', async () => {
  const before = genuine.traffic.requests.length;
  const session = connect(`https://localhost:${address.port}`, { ca });
  const ask200 = async (): Promise<void> => {
    const streams = Array.from({ length: 200 }, () => session.request({ ':path': '/' }).resume());
    await Promise.all(streams.map((stream) => once(stream, 'end')));
  };
  for (let round = 0; round < 50; round += 1) await ask200();
  session.close();
  expect(genuine.traffic.requests.length - before).toBe(10_000);
});
