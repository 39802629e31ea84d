// The code that we write is compiled, and OkHttp's own CertificatePinner is asked the same questions as our rules: is the host
// pinned, does the chain pass, what does the failure say. Debian's is 3.13.1: it has no "**." yet, takes stars in the middle, and
// lets "*.com" be for "com", which 4.3 put right; we go by the newer one, and ask the older nothing of that.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientPolicy, ClientRule } from '../../../../common/pinning/clients/client-policy.ts';
import { evaluateClientPolicy } from '../../../../common/pinning/clients/evaluate-client-policy.ts';
import { failureMessage } from '../../../../common/pinning/failure-message.ts';
import { toCertificateFacts } from '../../../../main/certificates/certificate-facts.ts';
import { okHttpJava } from '../../../../main/policies/formats/okhttp.ts';
import { createAuthority } from '../../../support/test-ca.ts';
import { pinOf, writtenBy } from '../../../unit/policies/formats/format-input.ts';

const classPath = ['okhttp', 'okio'].map((name) => `/usr/share/java/${name}.jar`);
/** Debian's runtime has the compiler's module too, which compiles a single file as it runs it. */
const { stdout: modules } = spawnSync('java', ['--list-modules'], { encoding: 'utf8' });
const hasOkHttp =
  classPath.every((path) => existsSync(path)) &&
  (modules as string | null)?.includes('jdk.compiler') === true;

const root = createAuthority({ name: 'Test Root' });
const intermediate = root.issueAuthority({ name: 'Test Intermediate' });
const leaf = intermediate.issueLeaf({ hosts: ['api.example.com'] });
const certificates = [leaf, intermediate, root];
const chain = certificates.map(({ certificateDer }) => {
  const facts = toCertificateFacts(certificateDer);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
});
const sha1Of = (index: number): string => chain[index]?.spkiSha1 ?? '';

const rule = (pattern: string, ...pins: readonly string[]): ClientRule => ({
  scope: { kind: 'pattern', pattern },
  mode: 'enforce',
  expires: null,
  groups: [{ position: 'any', pins }],
});
const policyOf = (...rules: readonly ClientRule[]): ClientPolicy => ({
  format: 'okhttp-java',
  selection: 'union',
  notes: [],
  rules,
});

const hosts = [
  'example.com',
  'api.example.com',
  'a.api.example.com',
  'dexample.com',
  'example.com.',
  'api.example.com.',
  'example.org',
  'xn--bcher-kva.example',
  'a.xn--bcher-kva.example',
  '192.0.2.1',
  '192.0.2.10',
  'localhost',
];
const chosen = [
  policyOf(rule('example.com', leaf.spkiSha256)),
  policyOf(rule('EXAMPLE.com', pinOf(1), root.spkiSha256)),
  policyOf(rule('*.example.com', intermediate.spkiSha256)),
  policyOf(rule('*.example.com', pinOf(1)), rule('api.example.com', leaf.spkiSha256)),
  policyOf(rule('api.example.com', pinOf(1)), rule('api.EXAMPLE.com', pinOf(2))),
  policyOf(rule('example.com.', pinOf(1))),
  policyOf(rule('bücher.example', pinOf(1)), rule('*.xn--bcher-kva.example', leaf.spkiSha256)),
  policyOf(rule('192.0.2.1', pinOf(1))),
  policyOf(rule('localhost', sha1Of(0))),
  policyOf(rule('*.example.com', sha1Of(2), pinOf(1)), rule('*.com', pinOf(3))),
];
const pattern = fc
  .tuple(fc.constantFrom('', '*.'), fc.constantFrom('example.com', 'API.example.com', 'com', 'example.org'))
  .map(([star, name]) => star + name);
const pins = fc.subarray([leaf.spkiSha256, root.spkiSha256, sha1Of(1), pinOf(1), pinOf(2)], { minLength: 1 });
const anyPolicy = fc
  .uniqueArray(fc.tuple(pattern, pins), { minLength: 1, maxLength: 4, selector: ([name]) => name })
  .map((rules) => policyOf(...rules.map(([name, some]) => rule(name, ...some))));

/** What OkHttp refuses by throwing, and what it takes although it cannot match. */
const calls = [
  ['*.', pinOf(1)],
  ['example.com', 'md5/AAAA'],
  ['example.com', pinOf(1).slice(7)],
  ['example.com', 'sha256/not base64!'],
  ['example.com', `SHA256/${pinOf(1).slice(7)}`],
  ['example.com', 'sha256/AAAA'],
  ['example.com', pinOf(251).replaceAll('+', '-').replaceAll('/', '_').replace('sha256_', 'sha256/')],
  ['example.com', pinOf(1).replace('=', '')],
] as const;

const quoted = (text: string): string => JSON.stringify(text);

/** One Java program: each policy as we wrote it, each call, and a line of answer for each question. */
const program = (written: readonly string[]): string => `
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.security.cert.*;
import java.util.*;
import okhttp3.CertificatePinner;

public class Ask {
${written.map((text, index) => `  static CertificatePinner policy${index}() {\n${text}    return certificatePinner;\n  }`).join('\n')}

  static String answer(CertificatePinner pinner, String host, List<Certificate> chain) {
    try {
      pinner.check(host, chain);
      return "passes";
    } catch (javax.net.ssl.SSLPeerUnverifiedException refused) {
      return Base64.getEncoder().encodeToString(refused.getMessage().getBytes(StandardCharsets.UTF_8));
    }
  }

  static void add(String pattern, String pin) {
    try {
      new CertificatePinner.Builder().add(pattern, pin).build();
      System.out.println("taken");
    } catch (IllegalArgumentException refused) {
      System.out.println("refused");
    }
  }

  public static void main(String[] paths) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> chain = new ArrayList<>();
    for (String path : paths) try (InputStream file = new FileInputStream(path)) { chain.add(factory.generateCertificate(file)); }
    String[] hosts = {${hosts.map(quoted).join(', ')}};
    CertificatePinner[] pinners = {${written.map((_, index) => `policy${index}()`).join(', ')}};
    for (CertificatePinner pinner : pinners) for (String host : hosts) System.out.println(answer(pinner, host, chain));
${calls.map(([name, pin]) => `    add(${quoted(name)}, ${quoted(pin)});`).join('\n')}
  }
}
`;

/** OkHttp names a pin once for each of its patterns, we name it once. */
const linesOnce = (message: string): string => [...new Set(message.split('\n'))].join('\n');

let folder = '';
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!hasOkHttp)('OkHttp itself (skipped where Java or libokhttp-java is not installed)', () => {
  const policies = [...chosen, ...fc.sample(anyPolicy, 40)];
  let answers: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pinspect-okhttp-'));
    const paths = certificates.map((_, index) => join(folder, `${index}.pem`));
    for (const [index, { certificatePem }] of certificates.entries())
      await writeFile(paths[index] ?? '', certificatePem);
    const source = join(folder, 'Ask.java');
    await writeFile(source, program(policies.map((policy) => writtenBy(okHttpJava, policy))));
    const options = ['-Dfile.encoding=UTF-8', '-cp', classPath.join(':'), source, ...paths];
    const { stdout } = await promisify(execFile)('java', options, { maxBuffer: 16 * 1024 * 1024 });
    answers = stdout.trim().split('\n');
  }, 120_000);

  it('judges every host as we do, with the same words', () => {
    let refusals = 0;
    for (const [index, policy] of policies.entries()) {
      for (const [place, host] of hosts.entries()) {
        const said = answers[index * hosts.length + place] ?? 'nothing';
        const { verdict, expectedPins } = evaluateClientPolicy(policy, host, chain, 0);
        const message = said === 'passes' ? null : linesOnce(Buffer.from(said, 'base64').toString('utf8'));
        const ours = verdict === 'mismatch' ? failureMessage(host, chain, expectedPins) : null;
        expect({ policy, host, message }).toEqual({ policy, host, message: ours });
        if (ours !== null) refusals += 1;
      }
    }
    // The policies are others each time; those of our choice alone make some.
    expect(refusals).toBeGreaterThan(0);
  });

  it('takes and refuses the same patterns and pins as our reader', () => {
    const said = calls.map((call, index) => [...call, answers[policies.length * hosts.length + index]]);
    const ours = calls.map(([name, pin]) => {
      const code = `new CertificatePinner.Builder().add(${quoted(name)}, ${quoted(pin)}).build();`;
      const read = okHttpJava.read({ bytes: Buffer.from(code), text: code, fileName: null, host: null });
      return [name, pin, read.ok ? 'taken' : 'refused'];
    });
    expect(said).toEqual(ours);
    expect(said.filter(([, , outcome]) => outcome === 'refused').length).toBeGreaterThan(3);
  });
});
