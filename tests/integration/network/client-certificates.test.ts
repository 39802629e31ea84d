import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';

const chains = createTestChains(['a.example.test']);
const noPins = { version: 1, pinSets: [] };

let harness: LaunchedHarness;
let server: Server;
let requests = 0;
/** What the server held against a handshake. */
let refusals: (string | undefined)[] = [];

beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem], { headless: false });
});
afterAll(async () => {
  await harness.close();
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** A server that asks for a client certificate, and takes none for an answer or not. */
const startServer = async (version: 'TLSv1.2' | 'TLSv1.3', rejectUnauthorized: boolean): Promise<string> => {
  requests = 0;
  refusals = [];
  server = createServer(
    {
      cert: chains.genuine.chainPem,
      key: chains.genuine.privateKeyPem,
      requestCert: true,
      rejectUnauthorized,
      minVersion: version,
      maxVersion: version,
    },
    (_request, response) => {
      requests += 1;
      response.end('hello');
    },
  );
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => refusals.push(error.code));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await harness.call('start', noPins);
  await harness.call('forget');
  return `https://a.example.test:${(server.address() as AddressInfo).port}/`;
};

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that demands a client certificate by %s',
  (version) => {
    test('is named so in the error, and the row does not say that its own was never judged', async () => {
      const url = await startServer(version, true);
      for (const attempt of ['first', 'again'])
        expect([attempt, await harness.call('probe', url)]).toMatchObject([
          attempt,
          {
            outcome: 'failed',
            failure: {
              code: 'client-certificate',
              message: `${new URL(url).host} asks for a client certificate, which Pinspect cannot give.`,
            },
          },
        ]);
      const { connections, verifications } = await harness.call('seen');
      expect(verifications.at(-1)).toMatchObject({ host: 'a.example.test', action: 'allowed' });
      expect(connections.length).toBeGreaterThan(0);
      for (const { errorCode, reason, applicationBytesSent } of connections) {
        expect([errorCode, applicationBytesSent]).toEqual(['client-left', 0]);
        expect(reason).toContain('was accepted');
      }
      expect(requests).toBe(0);
    });

    test('gets no certificate from a page either', async () => {
      const { load } = await harness.call('inPage', await startServer(version, true), '1');
      // ERR_BAD_SSL_CLIENT_AUTH_CERT, or what the server's hanging up looks like where that comes first.
      expect(load).toMatch(/^Error: ERR_/);
      await expect.poll(() => refusals).toContain('ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE');
      expect(requests).toBe(0);
    });
  },
);

test('a page goes on without a certificate where the server does not insist', async () => {
  const page = await harness.call('inPage', await startServer('TLSv1.3', false), 'document.body.innerText');
  expect(page).toEqual({ load: 'loaded', outcome: 'hello' });
  expect(requests).toBe(1);
});
