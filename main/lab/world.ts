/**
 * The lab's own world: a throw-away PKI and servers on loopback. Made anew for each run, in memory; closing it leaves no
 * port behind, and it never wrote a file.
 */
import {
  type IssuedCertificate,
  type IssuingAuthority,
  createAuthority,
} from '../certificates/issue-certificate.ts';
import { type LabServer, startHttpServer, startHttpsServer } from './lab-server.ts';

/** Under `.test`, which is nobody's (RFC 6761, 6.2). */
export const hosts = { api: 'api.shop.test', cdn: 'cdn.shop.test', open: 'www.shop.test' } as const;

export interface Authorities {
  /** The root of the true servers, and what it issues through two intermediates. */
  readonly root: IssuingAuthority;
  readonly policy: IssuingAuthority;
  readonly issuing: IssuingAuthority;
  /** Another CA, as trusted as the first. */
  readonly otherRoot: IssuingAuthority;
  /** The attacker's CA: a scenario decides whether the client trusts it. */
  readonly attackerRoot: IssuingAuthority;
}

export interface World {
  readonly authorities: Authorities;
  /** The true server's certificate for every host of the lab. */
  readonly genuine: IssuedCertificate;
  /** The attacker's, for the same hosts and from its own CA. */
  readonly forged: IssuedCertificate;
  readonly server: LabServer;
  /** The same, without HTTP/2: a browser opens several connections to it. */
  readonly http1Server: LabServer;
  /** An attacker who answers for the hosts himself. */
  readonly attacker: LabServer;
  readonly plainServer: Omit<LabServer, 'present'>;
  readonly close: () => Promise<void>;
}

export const createWorld = async (): Promise<World> => {
  const [root, otherRoot, attackerRoot] = await Promise.all([
    createAuthority('Lab Root'),
    createAuthority('Other Lab Root'),
    createAuthority('Attacker Root'),
  ]);
  const policy = await root.issueAuthority('Lab Policy CA');
  const issuing = await policy.issueAuthority('Lab Issuing CA');
  const names = Object.values(hosts);
  const [genuine, forged] = await Promise.all([
    issuing.issueLeaf({ hosts: names }),
    attackerRoot.issueLeaf({ hosts: names }),
  ]);
  const [server, http1Server, attacker, plainServer] = await Promise.all([
    startHttpsServer('the true server', genuine),
    startHttpsServer('the true server, HTTP/1.1 only', genuine, { speaksHttp2: false }),
    startHttpsServer('the attacker’s server', forged),
    startHttpServer('the plain HTTP server'),
  ]);
  return {
    authorities: { root, policy, issuing, otherRoot, attackerRoot },
    genuine,
    forged,
    server,
    http1Server,
    attacker,
    plainServer,
    close: async () => {
      await Promise.all([server.close(), http1Server.close(), attacker.close(), plainServer.close()]);
    },
  };
};
