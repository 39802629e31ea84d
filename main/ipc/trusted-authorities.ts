/** The CAs that the person trusts for a while: read, limited to host patterns, given to the network as anchors. */
import type { Failure, TrustedAuthority } from '../../common/ipc/state.ts';
import { type HostPattern, parseHostPattern } from '../../common/pinning/host-pattern.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import type { TrustAnchor } from '../network/judge.ts';

interface Trusted extends TrustedAuthority {
  readonly patterns: readonly HostPattern[];
  readonly der: Buffer;
}

const toDer = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

export class TrustedAuthorities {
  #all: readonly Trusted[] = [];

  get list(): readonly TrustedAuthority[] {
    return this.#all.map(({ certificate, hostPatterns, isInterceptor, until }) => ({
      certificate,
      hostPatterns,
      isInterceptor,
      until,
    }));
  }

  /** Those that are trusted until a date. */
  get dated(): readonly (TrustedAuthority & { readonly until: number })[] {
    return this.list.flatMap(({ until, ...rest }) => (until === null ? [] : [{ ...rest, until }]));
  }

  get anchors(): readonly TrustAnchor[] {
    return this.#all.map(({ der, certificate, patterns, until }) => ({
      certificate: der,
      subject: certificate.subject,
      hostPatterns: patterns,
      until,
    }));
  }

  /**
   * PEM of the CAs that an interceptor may accept at servers as well. It takes no limit to hosts, so one that is
   * trusted for some hosts only is left out.
   */
  get serverRootsPem(): string {
    return this.#all
      .filter(({ isInterceptor, patterns }) => !isInterceptor && patterns.length === 0)
      .map(({ certificate }) => certificate.pem)
      .join('\n');
  }

  /** Expected failures: `bad-certificate`, `not-an-authority`, `bad-pattern`. */
  add(
    pem: string,
    { hostPatterns, isInterceptor, until }: Omit<TrustedAuthority, 'certificate'>,
  ): Result<null, Failure> {
    const facts = toCertificateFacts(pem.trim());
    if (!facts.ok)
      return failure({
        code: 'bad-certificate',
        message: `This is no certificate: ${facts.error}`,
        advice: 'Give the PEM of one CA certificate.',
      });
    if (!facts.value.isCa)
      return failure({
        code: 'not-an-authority',
        message: `${facts.value.subject} is not a certificate authority, so it cannot vouch for servers.`,
        advice: 'Give the certificate of the CA that signed the server’s.',
      });
    const patterns: HostPattern[] = [];
    for (const text of hostPatterns) {
      const pattern = parseHostPattern(text);
      if (!pattern.ok)
        return failure({
          code: 'bad-pattern',
          message: `“${text}” is no host pattern. ${pattern.error}`,
          advice: 'Write it as api.example.com, *.example.com or **.example.com.',
        });
      patterns.push(pattern.value);
    }
    const added = {
      certificate: facts.value,
      hostPatterns,
      isInterceptor,
      until,
      patterns,
      der: toDer(facts.value.pem),
    };
    this.#all = [
      ...this.#all.filter(({ certificate }) => certificate.certSha256 !== facts.value.certSha256),
      added,
    ];
    return success(null);
  }

  remove(certSha256: string): void {
    this.#all = this.#all.filter(({ certificate }) => certificate.certSha256 !== certSha256);
  }

  /** Brings every date forward by so many milliseconds. */
  shorten(milliseconds: number): void {
    this.#all = this.#all.map((trusted) =>
      trusted.until === null ? trusted : { ...trusted, until: trusted.until - milliseconds },
    );
  }

  removeInterceptor(): void {
    this.#all = this.#all.filter(({ isInterceptor }) => !isInterceptor);
  }
}
