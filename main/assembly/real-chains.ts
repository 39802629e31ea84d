/** The chains that the real servers of the watched hosts show, past the interceptor: a handshake each, no request. */
import { X509Certificate } from 'node:crypto';
import type { Result } from '../../common/result.ts';
import type { WatchResult } from '../../common/watch/watch-result.ts';
import { openCommandNetwork } from '../cli/command-network.ts';
import { lookAtServer, refuseEveryHost, type SeenServer } from '../cli/look-at-server.ts';
import type { Route } from '../network/route.ts';
import type { RealChain } from './watch-report.ts';

const atOnce = 4;
/** Who talks to more hosts is a browser. */
const maximumHosts = 200;
const timeoutMs = 15_000;

export interface RealChainsOptions {
  readonly route: Route;
  /** PEM of roots accepted besides the usual ones; empty: none. */
  readonly rootsPem: string;
  readonly signal: AbortSignal;
  readonly io: Parameters<typeof openCommandNetwork>[1];
}

export const lookAtRealChains = async (
  { clients }: WatchResult,
  { route, rootsPem, signal, io }: RealChainsOptions,
): Promise<ReadonlyMap<string, RealChain>> => {
  const ports = new Map<string, number>();
  for (const { host, ports: own, verdict } of clients.flatMap(({ hosts }) => hosts))
    if (verdict !== 'cleartext') ports.set(host, own[0] ?? 443);
  const targets = [...ports].slice(0, maximumHosts);
  const chains = new Map<string, RealChain>();
  if (targets.length === 0 || signal.aborted) return chains;
  const anchors = (rootsPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => {
      const certificate = new X509Certificate(pem);
      return { certificate: certificate.raw, subject: certificate.subject, hostPatterns: [], until: null };
    },
  );
  const network = openCommandNetwork({ policy: refuseEveryHost, route, anchors }, io);
  const look = async (): Promise<void> => {
    for (let target = targets.shift(); target !== undefined; target = targets.shift()) {
      const [host, port] = target;
      const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}/`;
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      chains.set(host, toRealChain(await lookAtServer(network, url, null, limit)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, look));
  await network.close();
  return chains;
};

const toRealChain = (seen: Result<SeenServer, string>): RealChain => {
  if (!seen.ok) return seen;
  const { validated, error } = seen.value;
  return validated === null
    ? { ok: false, error: error ?? 'it is not trusted.' }
    : { ok: true, chain: validated };
};
