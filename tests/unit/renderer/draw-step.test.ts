import { expect, test } from 'vitest';
import type { ClientSide, InterceptorSide, LabStep, ServerSide } from '../../../common/lab-result.ts';
import { drawStep } from '../../../renderer/lab/draw-step.ts';

const client: ClientSide = {
  outcome: 'blocked',
  status: null,
  verdict: 'mismatch',
  action: 'blocked',
  reason: 'The pin is not on the chain.',
  errorCode: 'pin-mismatch',
  failureMessage: null,
  expectedPins: [],
  matchedPin: null,
  validatedChain: [],
  presentedChain: [],
  requests: 1,
  answered: 0,
  connections: 1,
  bytesSent: 500,
  applicationBytesSent: 0,
  tlsVersion: 'TLS 1.3',
  durationMs: 5,
};
const attacker: InterceptorSide = {
  name: 'built-in interceptor',
  connections: 1,
  refusals: 1,
  serverFailure: null,
  refusal: null,
  requestsRead: 0,
  bytesRead: 0,
  log: [],
};
const server = (requests: number, connections = 1): ServerSide => ({
  name: 'api.shop.test',
  connections,
  handshakes: connections,
  requests,
  contentBytes: 0,
  requestLines: [],
});
const step = (changes: Partial<LabStep>): LabStep => ({
  title: 'A request',
  url: 'https://api.shop.test/',
  readBy: 'nobody',
  client,
  interceptor: null,
  servers: [server(0)],
  ...changes,
});
const answered: ClientSide = {
  ...client,
  outcome: 'response',
  verdict: 'unpinned',
  action: 'allowed',
  answered: 1,
};

test.each([
  ['a refused server', step({}), { end: 'server', isRefused: true, isRead: false }],
  [
    'a refused man in the middle',
    step({ interceptor: attacker, servers: [server(0, 0)] }),
    { end: 'interceptor', isRefused: true, isRead: false },
  ],
  [
    'a man in the middle who reads along',
    step({ client: answered, interceptor: { ...attacker, requestsRead: 1 }, servers: [server(1)] }),
    { end: 'server', isRefused: false, isRead: true },
  ],
  [
    'cleartext that never left',
    step({ client: { ...client, verdict: 'cleartext' }, servers: [server(0, 0)] }),
    { end: 'client', isRefused: true, isRead: false },
  ],
  [
    'a host of one’s own, at which nobody counts',
    step({ client: answered, servers: [] }),
    { end: 'server', isRefused: false, isRead: false },
  ],
  [
    'a host of one’s own behind a refused man in the middle',
    step({ interceptor: attacker, servers: [] }),
    { end: 'interceptor', isRefused: true, isRead: false },
  ],
])('%s is drawn to where it ended', (_what, given, drawn) => {
  expect(drawStep(given)).toMatchObject(drawn);
});

test('its words say what the line shows', () => {
  expect(drawStep(step({ interceptor: attacker, servers: [server(0, 0)] })).words).toBe(
    'Refused by Pinspect: mismatch. Built-in interceptor read 0 requests, the server 0 requests, 0 bytes of content left Pinspect.',
  );
  expect(drawStep(step({ client: answered, servers: [] })).words).toBe(
    'Answered: unpinned. 0 bytes of content left Pinspect.',
  );
});
