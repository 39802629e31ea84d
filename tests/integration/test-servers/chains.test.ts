import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Script } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestChains, exampleHosts } from '../../support/servers/chains.ts';
import { everythingPage, pageWays } from '../../support/servers/everything-page.ts';
import { startGenuineServer } from '../../support/servers/genuine-server.ts';
import type { CertificateAndKey } from '../../support/test-ca.ts';
import { ask, handshake } from './tls-client.ts';

const chains = createTestChains();

const folder = mkdtempSync(join(tmpdir(), 'pinspect-chains-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What `openssl verify` says of the leaf, with all else that the server sends as intermediates. */
function verify(
  root: CertificateAndKey,
  { certificatePem, chainPem }: CertificateAndKey,
  host: string,
): string {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const arguments_ = ['verify', '-purpose', 'sslserver', '-verify_hostname', host];
  const { stdout, stderr } = spawnSync('openssl', [
    ...arguments_,
    ...['-no-CApath', '-no-CAstore', '-CAfile', write('root.pem', root.certificatePem)],
    ...['-untrusted', write('sent.pem', chainPem), write('leaf.pem', certificatePem)],
  ]);
  const said = `${String(stdout)}${String(stderr)}`;
  return /error \d+ at \d+ depth lookup: (.*)/.exec(said)?.[1] ?? (said.includes(': OK') ? 'OK' : said);
}

describe('OpenSSL says of each chain', () => {
  const host = 'a.example.test';
  it.each([
    { chain: 'genuine', says: 'OK' },
    { chain: 'renewedWithSameKey', says: 'OK' },
    { chain: 'renewedWithNewKey', says: 'OK' },
    { chain: 'expired', says: 'certificate has expired' },
    { chain: 'notYetValid', says: 'certificate is not yet valid' },
    { chain: 'wrongHost', says: 'hostname mismatch' },
    { chain: 'attacker', says: 'unable to get local issuer certificate' },
  ] as const)('$chain by the genuine root: $says', ({ chain, says }) => {
    expect(verify(chains.root, chains[chain], host)).toBe(says);
  });

  it.each(['attacker', 'attackerWithGenuineAppended', 'attackerWithGenuineInterposed'] as const)(
    '%s by the attacker’s root: OK',
    (chain) => {
      expect(verify(chains.attackerRoot, chains[chain], host)).toBe('OK');
    },
  );

  it('another CA’s renewal by that CA: OK', () => {
    expect(verify(chains.otherRoot, chains.renewedByOtherAuthority, host)).toBe('OK');
  });
});

it('the chains that keep the key have the same pin, and no others', () => {
  const { spkiSha256 } = chains.genuine;
  const samePin = Object.entries(chains)
    .filter(([, made]) => typeof made === 'object' && (made as CertificateAndKey).spkiSha256 === spkiSha256)
    .map(([name]) => name);
  expect(samePin).toEqual([
    'genuine',
    'renewedWithSameKey',
    'renewedByOtherAuthority',
    'expired',
    'notYetValid',
    'wrongHost',
    'selfSigned',
  ]);
});

it('a server sends appended certificates in the order given', async () => {
  const server = await startGenuineServer({ certificate: chains.attackerWithGenuineAppended });
  // Not synchronously: the server answers in this process.
  const client = spawn('openssl', [
    ...['s_client', '-showcerts', '-connect', `127.0.0.1:${server.port}`],
    ...['-servername', 'a.example.test'],
  ]);
  client.stdin.end();
  const stdout = await text(client.stdout);
  await server.stop();
  const sent = stdout.match(/-----BEGIN[^]+?END CERTIFICATE-----/g) ?? [];
  expect(sent.map((pem) => new X509Certificate(pem).subject)).toEqual([
    'CN=a.example.test',
    'CN=Attacker Authority',
    'CN=Genuine Issuing Authority',
    'CN=a.example.test',
  ]);
});

it('one leaf is good for every example host', async () => {
  const server = await startGenuineServer({ certificate: chains.genuine, alsoIpv6: true });
  const ca = chains.root.certificatePem;
  for (const host of exampleHosts.map((name) => name.replace('*', 'any'))) {
    const isAddress = host === '127.0.0.1' || host === '::1';
    const socket = await handshake({
      port: server.port,
      ca,
      ...(isAddress ? { host, servername: '' } : { servername: host }),
    });
    expect(socket.authorized).toBe(true);
    socket.destroy();
  }
  await server.stop();
});

it('the page’s script parses and knows every way', async () => {
  const script = /<script>([^]*)<\/script>/.exec(everythingPage())?.[1] ?? '';
  expect(new Script(script)).toBeInstanceOf(Script);
  expect(pageWays.filter((way) => !script.includes(`'${way}': () =>`))).toEqual([]);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const { body } = await ask('/page?target=https://b.example.test', {
    port: server.port,
    ca: chains.root.certificatePem,
  });
  await server.stop();
  expect(body).toBe(everythingPage());
});
