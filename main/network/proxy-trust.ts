/**
 * How the certificate of an HTTPS proxy is judged. The relay dials it, not Chromium, so Chromium does not validate it:
 * Node does, for the proxy's own name and date, against Mozilla's list, the system's where the runtime can read it, and the
 * CAs trusted for this run. A proxy whose host has pins must match them like any host, on a path that this app validates.
 * No list of its own and no exception: what is not judged good is refused before user and password are sent.
 */
import { type DetailedPeerCertificate, rootCertificates } from 'node:tls';
import * as tls from 'node:tls';
import { decide } from '../../common/pinning/decide.ts';
import { explain } from '../../common/pinning/explain.ts';
import { validatePath } from '../certificates/path-validator.ts';
import { toPins } from '../certificates/pins.ts';
import { type Rules, countsFor } from './judge.ts';

export interface ProxyTrust {
  /** PEM of the roots that may vouch for this proxy. */
  readonly rootsFor: (host: string) => readonly string[];
  /** For a proxy that Node accepted: the sentence why its pins refuse it, or null. */
  readonly objection: (host: string, leaf: DetailedPeerCertificate) => string | null;
}

/** A chain longer than any proxy's. */
const maximumChainLength = 16;

export const proxyTrustOf = (rules: Rules, now: () => number = Date.now): ProxyTrust => {
  const rootsFor = (host: string): readonly string[] => [
    ...(rules.trustsAnchorsOnly ? [] : systemRoots()),
    ...rules.anchors
      .filter((anchor) => countsFor(anchor, host, now()))
      .map(({ certificate }) => toPem(certificate)),
  ];
  return {
    rootsFor,
    objection: (host, leaf) => {
      const at = now();
      // Whether unpinned hosts are refused is about the hosts that are asked for, not about the way to them.
      if (rules.pins.evaluateCleartext(host, at).verdict === 'unpinned') return null;
      const validated = validatePath({
        presented: chainOf(leaf),
        anchors: rootsFor(host).map(toDer),
        host,
        at,
        profile: 'private',
      });
      if (!validated.ok) return validated.error.sentence;
      const hashes = [];
      for (const certificate of validated.value.path) {
        const pins = toPins(certificate);
        if (!pins.ok) return pins.error;
        hashes.push(pins.value);
      }
      const evaluation = rules.pins.evaluate(host, hashes, at);
      const action = decide(evaluation, rules.pins);
      return action === 'allowed' ? null : explain(host, evaluation, action);
    },
  };
};

let readRoots: readonly string[] | null = null;

/** Node's own list, and the system's from Node 22.15 on. */
const systemRoots = (): readonly string[] => {
  if (readRoots !== null) return readRoots;
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  readRoots =
    getCACertificates === undefined
      ? rootCertificates
      : [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return readRoots;
};

const chainOf = (leaf: DetailedPeerCertificate): readonly Buffer[] => {
  const chain: Buffer[] = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate !== undefined && chain.length < maximumChainLength) {
    chain.push(certificate.raw);
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    certificate = issuer === certificate ? undefined : issuer;
  }
  return chain;
};

const toDer = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

const toPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
