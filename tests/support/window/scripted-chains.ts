// Chains for the scripted window. The names are invented; the certificates and their hashes are real.
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import type { AppState } from '../../../common/ipc/state.ts';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import { createAuthority, encodeName, type CertificateAndKey } from '../test-ca.ts';
import type { ScriptedChain } from './scripted-rows.ts';

const day = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * day + day / 2);

const factsOf = (der: Buffer): CertificateFacts => {
  const facts = toCertificateFacts(der);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};

const nameOf = (commonName: string, organisation: string): Buffer =>
  encodeName(['2.5.4.6', 'US'], ['2.5.4.10', organisation], ['2.5.4.3', commonName]);

const publicRoot = createAuthority({
  name: 'Northern Trust Root X1',
  keyAlgorithm: 'p-384',
  subject: nameOf('Northern Trust Root X1', 'Northern Trust Services'),
});
const publicIssuer = publicRoot.issueAuthority({
  name: 'Northern Trust R11',
  subject: nameOf('Northern Trust R11', 'Northern Trust Services'),
  notAfter: inDays(512),
});
const privateRoot = createAuthority({ name: 'Example Corp Internal CA G2' });
export const mitmproxyRoot = createAuthority({
  name: 'mitmproxy',
  subject: encodeName(['2.5.4.3', 'mitmproxy'], ['2.5.4.10', 'mitmproxy']),
});

const whole = (leaf: CertificateAndKey, root: Buffer): readonly CertificateFacts[] =>
  [...leaf.chainDer, root].map(factsOf);

/** What a well-kept public host shows: the root comes from the client's own store. */
const publicChain = (hosts: readonly string[], daysLeft = 61): ScriptedChain => {
  const leaf = publicIssuer.issueLeaf({ hosts, notAfter: inDays(daysLeft) });
  const validated = whole(leaf, publicRoot.certificateDer);
  return { presented: leaf.chainDer.map(factsOf), validated, isKnownRoot: true, thisRun: null };
};

/** A host of a company's own network. */
const privateChain = (hosts: readonly string[]): ScriptedChain => {
  const validated = whole(
    privateRoot.issueLeaf({ hosts, keyAlgorithm: 'rsa-2048' }),
    privateRoot.certificateDer,
  );
  return { presented: validated, validated, isKnownRoot: false, thisRun: null };
};

/** mitmproxy in the middle, its CA trusted for this run or not at all. */
const mitmproxyChain = (hosts: readonly string[], isTrusted: boolean): ScriptedChain => {
  const presented = whole(
    mitmproxyRoot.issueLeaf({ hosts, notAfter: inDays(364) }),
    mitmproxyRoot.certificateDer,
  );
  return {
    presented,
    validated: isTrusted ? presented : [],
    isKnownRoot: false,
    thisRun: isTrusted ? 'CN=mitmproxy, O=mitmproxy' : null,
  };
};

export const mitmproxyCa: CertificateFacts = factsOf(mitmproxyRoot.certificateDer);
export const internalCa: CertificateFacts = factsOf(privateRoot.certificateDer);

export const hosts = ['api', 'shop', 'auth', 'cdn', 'telemetry', 'payments', 'images', 'config'].map(
  (label) => `${label}.example.com`,
);
const publicHosts = publicChain(hosts);
const shortLived = publicChain(['status.example.com'], 6);
const corporate = privateChain(['wiki.corp.example', 'intranet.corp.example']);

/** What a host shows, through an interceptor or not. */
export const chainFor = (host: string, interceptor: AppState['interceptor']): ScriptedChain => {
  if (interceptor.kind === 'running') return mitmproxyChain([host], interceptor.isCaTrusted);
  if (host.endsWith('.corp.example')) return corporate;
  if (host === 'status.example.com') return shortLived;
  if (host === 'selfmade.example.net') return mitmproxyChain([host], false);
  return publicHosts;
};
