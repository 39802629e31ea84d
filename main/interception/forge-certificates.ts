/** The built-in interceptor's CA and the leaves it makes for whatever host a client asks for: one each, in memory only. */
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  createAuthority,
  createKeys,
  type IssuedCertificate,
  type IssuingAuthority,
} from '../certificates/issue-certificate.ts';

/** More hosts than a person's traffic goes to; a page that asks for random names must not fill the memory. */
const maximumKept = 500;

export class Forge {
  readonly #authority: IssuingAuthority;
  readonly #keys: CryptoKeyPair;
  readonly #leaves = new Map<string, Promise<IssuedCertificate>>();

  private constructor(authority: IssuingAuthority, keys: CryptoKeyPair) {
    this.#authority = authority;
    this.#keys = keys;
  }

  static async create(): Promise<Forge> {
    const [authority, keys] = await Promise.all([createAuthority('Pinspect Interceptor'), createKeys()]);
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
