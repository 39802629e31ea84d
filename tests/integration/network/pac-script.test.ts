import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import { rulesOfPolicy } from '../../../common/pinning/pin-rules.ts';
import { loadPacScript, readPacSource } from '../../../main/network/pac-script.ts';
import { proxyTrustOf } from '../../../main/network/proxy-trust.ts';
import { createAuthority, type CertificateAndKey } from '../../support/test-ca.ts';

const script = 'function FindProxyForURL(url, host) { return "DIRECT"; }';
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const root = createAuthority({ name: 'Office Root' });
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of undo.splice(0)) await stop();
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => void server.close());
  return (server.address() as AddressInfo).port;
};
const http = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createHttpServer(answer))}/proxy.pac`;
const https = async (certificate: CertificateAndKey, answer: RequestListener): Promise<string> => {
  const tls = { cert: certificate.chainPem, key: certificate.privateKeyPem };
  return `https://localhost:${await listen(createHttpsServer(tls, answer))}/proxy.pac`;
};
const give: RequestListener = (_request, response) => void response.end(script);

/** By a trust in the office's root, and a policy. */
const load = async (given: string, pinSets: readonly object[] = []): Promise<string> => {
  const source = readPacSource(given);
  if (!source.ok) return source.error;
  const policy = parsePolicy({ version: 1, pinSets });
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  const anchor = { certificate: root.certificateDer, subject: '', hostPatterns: [], until: null };
  const rules = {
    pins: rulesOfPolicy(compilePolicy(policy.value)),
    anchors: [anchor],
    trustsAnchorsOnly: false,
  };
  const loaded = await loadPacScript(source.value, () => proxyTrustOf(rules));
  return loaded.ok ? loaded.value : loaded.error;
};

test('a script is read from text, a path, a file URL and http', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-pac-'));
  undo.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'proxy.pac');
  await writeFile(path, script);
  for (const given of [script, path, pathToFileURL(path).href, await http(give)])
    expect(await load(given)).toBe(script);
});

test.each([
  ['', 'Give the URL'],
  ['proxy.pac', 'neither a URL'],
  ['ftp://a.test/FindProxy', 'neither a URL'],
  ['function FindProxyForURL( {', 'is not JavaScript'],
])('%j is refused with a reason', async (given, words) => {
  expect(await load(given)).toContain(words);
});

describe('over https', () => {
  const leaf = root.issueLeaf({ hosts: ['localhost'] });

  test('it is taken from a server that a trusted root vouches for', async () => {
    expect(await load(await https(leaf, give))).toBe(script);
  });

  test.each([
    [
      'an unknown root',
      createAuthority({ name: 'Stranger' }).issueLeaf({ hosts: ['localhost'] }),
      /unable to|self-signed/,
    ],
    ['another name', root.issueLeaf({ hosts: ['elsewhere.test'] }), /does not match/],
    [
      'a date that is over',
      root.issueLeaf({ hosts: ['localhost'], notAfter: new Date(Date.now() - 1_000) }),
      /expired/,
    ],
  ])('it is refused from one with %s, and not asked for', async (_what, certificate, words) => {
    let requests = 0;
    const url = await https(certificate, (request, response) => {
      requests += 1;
      give(request, response);
    });
    expect(await load(url)).toMatch(words);
    expect(requests).toBe(0);
  });

  test('the pins of its host count', async () => {
    const url = await https(leaf, give);
    expect(await load(url, [{ pattern: 'localhost', pins: [dummy] }])).toContain(
      'not on the validated chain',
    );
    expect(await load(url, [{ pattern: 'localhost', pins: [leaf.spkiSha256] }])).toBe(script);
  });

  test('a redirect into the clear is refused, one to another https address is followed', async () => {
    const clear = await http(give);
    const secure = await https(leaf, give);
    const to =
      (location: string): RequestListener =>
      (_request, response) =>
        void response.writeHead(302, { location }).end();
    expect(await load(await https(leaf, to(clear)))).toContain('anybody on the way could change');
    expect(await load(await https(leaf, to(secure)))).toBe(script);
  });
});

test('a circle of redirects, an error status and a file too large end with a reason', async () => {
  expect(
    await load(
      await http((_request, response) => void response.writeHead(302, { location: '/again' }).end()),
    ),
  ).toContain('redirected too often');
  expect(await load(await http((_request, response) => void response.writeHead(404).end(script)))).toContain(
    '404',
  );
  const large = Buffer.alloc(1_100_000, 'x');
  expect(await load(await http((_request, response) => void response.end(large)))).toContain(
    'larger than 1 MiB',
  );
});
