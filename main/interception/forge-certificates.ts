/** The built-in interceptor's CA and the leaves it makes for whatever host a client asks for: one each, in memory only. */
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  createAuthority,
  createKeys,
  type IssuedCertificate,
  type IssuingAuthority,
  restoreAuthority,
} from '../certificates/issue-certificate.ts';
import type { StoredAuthority } from './other-clients.ts';

type Authority = Pick<IssuingAuthority, 'certificatePem' | 'issueLeaf'>;

/** More hosts than a person's traffic goes to; a page that asks for random names must not fill the memory. */
const maximumKept = 500;

export class Forge {
  readonly #authority: Authority;
  readonly #keys: CryptoKeyPair;
  readonly #leaves = new Map<string, Promise<IssuedCertificate>>();

  private constructor(authority: Authority, keys: CryptoKeyPair) {
    this.#authority = authority;
    this.#keys = keys;
  }

  /** `stored`: the authority to issue with; null: a new one. Throws where it cannot be read. */
  static async create(stored: StoredAuthority | null): Promise<Forge> {
    const [authority, keys] = await Promise.all([
      stored === null
        ? createAuthority('Pinspect Interceptor')
        : restoreAuthority(stored.certificatePem, stored.privateKeyPem),
      createKeys(),
    ]);
    return new Forge(authority, keys);
  }

  get caPem(): string {
    return this.#authority.certificatePem;
  }

  /** A certificate for this host that the CA vouches for. All leaves share one key, as mitmproxy's do. */
  async leafFor(host: string): Promise<IssuedCertificate> {
    const name = host.toLowerCase();
    const known = this.#leaves.get(name);
    if (known !== undefined) return known;
    const [oldest] = this.#leaves.keys();
    if (this.#leaves.size >= maximumKept && oldest !== undefined) this.#leaves.delete(oldest);
    const leaf = this.#authority.issueLeaf({ hosts: [name], keys: this.#keys });
    this.#leaves.set(name, leaf);
    return leaf;
  }

  async contextFor(host: string): Promise<SecureContext> {
    const { chainPem, privateKeyPem } = await this.leafFor(host);
    return createSecureContext({ cert: chainPem, key: privateKeyPem });
  }
}
