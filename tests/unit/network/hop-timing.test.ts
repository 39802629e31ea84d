import { expect, test } from 'vitest';
import { hopTiming } from '../../../main/network/hop-timing.ts';

const begun = 1_000_000;
const connection = { startedAt: begun + 5, protocol: 'tls', connectedMs: 20, decidedMs: 70 } as const;

test('a new connection has every part, and they add up to the whole', () => {
  const timing = hopTiming({ startedAt: begun, answeredMs: 100, totalMs: 130, connection });
  expect(timing).toEqual({
    isReused: false,
    queuedMs: 5,
    dialMs: 20,
    handshakeMs: 50,
    waitingMs: 25,
    receivingMs: 30,
    totalMs: 130,
  });
});

test('a connection that was open already has no dial and no handshake', () => {
  const reused = { ...connection, startedAt: begun - 10_000 };
  expect(hopTiming({ startedAt: begun, answeredMs: 100, totalMs: 130, connection: reused })).toMatchObject({
    isReused: true,
    queuedMs: null,
    dialMs: null,
    handshakeMs: null,
    waitingMs: 100,
    receivingMs: 30,
  });
});

test('what was not measured is not told: no connection known, none made, no answer', () => {
  expect(hopTiming({ startedAt: begun, answeredMs: 100, totalMs: 130, connection: null })).toEqual({
    isReused: null,
    queuedMs: null,
    dialMs: null,
    handshakeMs: null,
    waitingMs: null,
    receivingMs: 30,
    totalMs: 130,
  });
  const refused = { ...connection, connectedMs: null, decidedMs: null };
  expect(hopTiming({ startedAt: begun, answeredMs: null, totalMs: 40, connection: refused })).toMatchObject({
    dialMs: null,
    handshakeMs: null,
    waitingMs: null,
    receivingMs: null,
    totalMs: 40,
  });
});

test('cleartext has no handshake, and waits from the moment it is connected', () => {
  const plain = { ...connection, protocol: 'cleartext', decidedMs: 0 } as const;
  expect(hopTiming({ startedAt: begun, answeredMs: 100, totalMs: 130, connection: plain })).toMatchObject({
    dialMs: 20,
    handshakeMs: null,
    waitingMs: 75,
  });
});
