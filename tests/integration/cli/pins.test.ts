// `pinspect pins` as a process of its own: files against OpenSSL, and real servers by a handshake alone.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PinSource } from '../../../main/cli/pins-report.ts';
import { createHome } from '../../support/launch-electron.ts';
import { trustInNss } from '../../support/nss-trust.ts';
import { runPinspect, type PinspectRun } from '../../support/run-pinspect.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startUpstreamProxy } from '../../support/servers/upstream-proxy.ts';

const host = 'a.example.test';
const chains = createTestChains([host]);
let folder = '';
let home = '';

const openssl = (...words: readonly string[]): Buffer =>
  execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });

/** The pin as documentation everywhere makes it. */
const pinByOpenSsl = (publicKeyPem: Buffer): string => {
  const der = execFileSync('openssl', ['pkey', '-pubin', '-outform', 'der'], { input: publicKeyPem });
  return `sha256/${execFileSync('openssl', ['dgst', '-sha256', '-binary'], { input: der }).toString('base64')}`;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-pins-'));
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  await writeFile(join(folder, 'chain.pem'), chains.genuine.chainPem);
  await writeFile(join(folder, 'leaf.der'), chains.genuine.certificateDer);
  await writeFile(join(folder, 'roots.pem'), chains.root.certificatePem);
  openssl('crl2pkcs7', '-nocrl', '-certfile', 'chain.pem', '-out', 'chain.p7b');
  openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'next.key');
  openssl('req', '-new', '-key', 'next.key', '-subj', `/CN=${host}`, '-out', 'next.csr');
  openssl('pkey', '-in', 'next.key', '-pubout', '-out', 'next.pub');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const pins = async (...words: readonly string[]): Promise<PinspectRun> =>
  runPinspect(['pins', ...words], { folder, env: { HOME: home } });

const sources = ({ stdout }: PinspectRun): readonly PinSource[] => JSON.parse(stdout) as PinSource[];

describe('files', () => {
  test('PEM, DER, PKCS#7, a request and a public key have the pins that OpenSSL gives', async () => {
    const run = await pins('chain.pem', 'leaf.der', 'chain.p7b', 'next.csr', 'next.pub', '--json');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const leaf = pinByOpenSsl(openssl('x509', '-in', 'chain.pem', '-noout', '-pubkey'));
    const next = pinByOpenSsl(openssl('pkey', '-in', 'next.key', '-pubout'));
    const found = sources(run).map(({ items }) => items.map(({ kind, spkiSha256 }) => [kind, spkiSha256]));
    expect([found[0]?.[0], found[1], found[2]?.length, found[3], found[4]]).toEqual([
      ['certificate', leaf],
      [['certificate', leaf]],
      3,
      [['request', next]],
      [['public-key', next]],
    ]);
  });

  test('words tell subject, validity, key and what choosing each means', async () => {
    const { code, stdout } = await pins('chain.pem');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^chain\.pem\n\n {2}Certificate, leaf\n {4}sha256\/\S{44}\n {4}Subject {3}CN=a\.example\.test\n/,
    );
    expect(stdout).toMatch(/Validity {2}ends \d{4}-\d\d-\d\d, in (89|90) days\n {4}Key {7}EC P-256\n/);
    expect(stdout).toContain('Certificate, intermediate');
    expect(stdout).toContain('a renewal with the same key holds');
  });

  test('a file that cannot be read does not keep the others from being shown', async () => {
    const { code, stdout, stderr } = await pins('absent.pem', 'leaf.der', 'next.key');
    expect(code).toBe(65);
    expect(stdout).toContain(chains.genuine.spkiSha256);
    expect(stderr).toMatch(
      /absent\.pem cannot be read: there is no such file[^]*next\.key cannot be used: It holds a private key/,
    );
  });

  test('a server written without its scheme is told how to write it', async () => {
    for (const word of ['localhost:9443', 'a.example.test']) {
      const { code, stderr } = await pins(word);
      expect(code).toBe(65);
      expect(stderr).toContain(
        `there is no such file. Check the path. If a server is meant, write https://${word}.`,
      );
    }
    expect((await pins('./absent/leaf.pem')).stderr).not.toContain('https://');
  });

  test('stdin is read for a dash', async () => {
    const { code, stdout } = await runPinspect(['pins', '-', '--json'], {
      input: chains.genuine.certificateDer,
    });
    expect(code).toBe(0);
    expect(stdout).toContain(chains.genuine.spkiSha256);
  });

  test.each([
    [[], 'Something is missing'],
    [['chain.pem', '--proxy', 'http://p'], '--proxy is for servers'],
    [['http://a.test'], 'only https:// has a certificate'],
    [['https://a.test:0x'], 'is no URL'],
    [['https://a.test', '--connect-to', 'x'], 'write HOST1:PORT1:HOST2:PORT2'],
    [['https://a.test', '--proxy', 'ftp://p'], '--proxy: “ftp://” is not a kind of proxy'],
  ])('%j is wrong usage, and says so', async (words, sentence) => {
    const { code, stdout, stderr } = await pins(...words);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(sentence);
  });
});

describe('servers', () => {
  let server: GenuineServer;
  let attacker: GenuineServer;
  beforeAll(async () => {
    server = await startGenuineServer({ certificate: chains.genuine });
    attacker = await startGenuineServer({ certificate: chains.attacker });
  });
  afterAll(async () => {
    await server.stop();
    await attacker.stop();
  });
  const to = (port: number): string => `--connect-to=${host}:443:127.0.0.1:${port}`;

  test('the validated chain is shown after a handshake alone: no request arrives, and nothing else is printed', async () => {
    const run = await pins(`https://${host}/secret`, to(server.port), '--json');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const [source] = sources(run);
    expect(source?.trust).toBe('validated');
    expect(source?.items.map(({ spkiSha256, role, presented }) => [spkiSha256, role, presented])).toEqual([
      [chains.genuine.spkiSha256, 'leaf', true],
      [chains.issuingAuthority.spkiSha256, 'intermediate', true],
      [chains.policyAuthority.spkiSha256, 'intermediate', true],
      [chains.root.spkiSha256, 'root', false],
    ]);
    expect(server.traffic.connections).toBeGreaterThan(0);
    expect([server.traffic.requests, server.traffic.contentBytes]).toEqual([[], 0]);
  });

  test('nothing stays behind: no profile, no journal, no policy, no temporary folder', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'pinspect-left-'));
    const { code } = await runPinspect(['pins', `https://${host}`, to(server.port)], {
      env: {
        HOME: home,
        TMPDIR: temporary,
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_CACHE_HOME: join(home, '.cache'),
      },
    });
    expect(code).toBe(0);
    expect([await readdir(home), await readdir(temporary)]).toEqual([['.pki'], []]);
    await rm(temporary, { recursive: true });
  });

  test('an untrusted chain is shown as it was presented, and marked; a wrong port is not connected; the worst code wins', async () => {
    const run = await pins(
      `https://${host}`,
      `https://${host}:2443`,
      to(attacker.port),
      `--connect-to=${host}:2443:127.0.0.1:1`,
    );
    expect(run.code).toBe(2);
    expect(run.stdout).toContain(`https://${host} UNTRUSTED\n`);
    expect(run.stdout).toContain('Do not pin it before you know who sent it.');
    expect(run.stdout).toContain(chains.attacker.spkiSha256);
    expect(run.stderr).toMatch(/^pinspect: https:\/\/a\.example\.test:2443: .*refused/i);
    expect(attacker.traffic.requests).toEqual([]);
  });

  test('--cacert stands in the place of the computer’s roots, for better and for worse', async () => {
    await writeFile(join(folder, 'attacker.pem'), chains.attackerRoot.certificatePem);
    const words = [`https://${host}`, '--cacert', 'attacker.pem', '--json'];
    const accepted = await pins(...words, to(attacker.port));
    expect([accepted.code, sources(accepted)[0]?.items.at(-1)?.spkiSha256]).toEqual([
      0,
      chains.attackerRoot.spkiSha256,
    ]);
    const refused = await pins(...words, to(server.port));
    expect([refused.code, sources(refused)[0]?.trust]).toEqual([2, 'failed']);
  });

  test('--proxy is the way out', async () => {
    const proxy = await startUpstreamProxy();
    try {
      const { code } = await pins(
        `https://${host}`,
        to(server.port),
        '--proxy',
        `http://127.0.0.1:${proxy.port}`,
      );
      expect([code, proxy.requests.length > 0]).toEqual([0, true]);
    } finally {
      await proxy.stop();
    }
  });

  test('a proxy that wants a password is told where a command takes one', async () => {
    const proxy = await startUpstreamProxy({ credentials: { user: 'u', password: 'p' } });
    const { code, stderr } = await pins(`https://${host}`, '--proxy', `http://127.0.0.1:${proxy.port}`);
    await proxy.stop();
    expect(code).toBe(3);
    expect(stderr).toContain('(--proxy, HTTPS_PROXY): http://user:password@host:port.');
    expect(stderr).not.toContain('Settings');
  });

  test('nobody there: 3', async () => {
    const { code, stdout, stderr } = await pins(`https://${host}`, to(1));
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(`https://${host}: `);
  });
});
