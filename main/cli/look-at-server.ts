/**
 * Shows the chain of a server by a handshake alone: the request is made under a policy that refuses every host, so the verify
 * proc sees the chain, records it and blocks, and no byte of the request leaves. `roots`, as curl's --cacert, stand in the
 * place of the computer's: the presented chain is then validated to one of them and to nothing else.
 */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import type { Verification } from '../../common/records.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import { validatePath } from '../certificates/path-validator.ts';
import { targetOf } from '../network/connection-log.ts';
import { sendProbe } from '../network/probe.ts';
import { terminalAdvice } from './check/check-advice.ts';
import type { CommandNetwork } from './command-network.ts';

export const refuseEveryHost: Policy = { unpinnedHosts: 'refuse', pinSets: [] };

export interface SeenServer {
  readonly presented: readonly CertificateFacts[];
  /** Leaf first; null: it is not trusted, and `error` says why. */
  readonly validated: readonly CertificateFacts[] | null;
  readonly error: string | null;
}

/** The error is a sentence: why there was no handshake. `roots` in DER; null: what the computer trusts. */
export const lookAtServer = async (
  { network, connections, verifications }: CommandNetwork,
  url: string,
  roots: readonly Buffer[] | null,
  signal: AbortSignal,
): Promise<Result<SeenServer, string>> => {
  const outcome = await sendProbe(
    network,
    { url, method: 'GET', headers: [], body: '' },
    { signal, onProgress: () => undefined, maximumBodyBytes: 0 },
  );
  if (outcome.outcome === 'response') throw new Error('A request that nothing may let through was answered.');
  const connection = connections.get(outcome.hops.at(-1)?.connectionId ?? -1);
  const { host } = targetOf(url);
  // Where Chromium opened two connections, the request is joined to neither: what blocked it is the last word on its host.
  const verification =
    connection === undefined && outcome.outcome === 'blocked'
      ? [...verifications.values()].findLast((each) => each.host === host)
      : verifications.get(connection?.verificationId ?? -1);
  if (verification === undefined || verification.presentedChain.length === 0) {
    const { code, message, advice } = outcome.failure ?? {
      code: '',
      message: 'The handshake was given up.',
      advice: '',
    };
    return failure(`${message} ${terminalAdvice[code] ?? advice}`.trim());
  }
  return success(roots === null ? bySystem(verification) : byRoots(verification, roots, host));
};

const bySystem = ({ trustedBy, presentedChain, validatedChain, reason }: Verification): SeenServer =>
  trustedBy.kind === 'nobody'
    ? { presented: presentedChain, validated: null, error: reason }
    : { presented: presentedChain, validated: validatedChain, error: null };

const byRoots = ({ presentedChain }: Verification, anchors: readonly Buffer[], host: string): SeenServer => {
  const path = validatePath({
    presented: presentedChain.map(({ pem }) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')),
    anchors,
    host,
    at: Date.now(),
    profile: 'private',
  });
  if (!path.ok) return { presented: presentedChain, validated: null, error: path.error.sentence };
  const validated = path.value.path.flatMap((der) => {
    const facts = toCertificateFacts(der);
    return facts.ok ? [facts.value] : [];
  });
  return { presented: presentedChain, validated, error: null };
};
