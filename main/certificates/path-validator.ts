// The one path validator: builds a path from a server's certificate to an anchor and validates it for TLS server
// authentication of one host at one time, by RFC 5280, section 6, and the CA/Browser Forum's profile. Synchronous, since it
// decides inside a handshake. What it cannot judge it refuses, with the reason; revocation is not checked.
import { failure, success, type Result } from '../../common/result.ts';
import { checkAuthority, checkCertificate, checkLeaf, type Profile } from './certificate-checks.ts';
import { isSignedBy } from './certificate-signature.ts';
import { DerError, readDer } from './der.ts';
import { speaksForHost } from './host-match.ts';
import { NameConstraintJudge } from './name-constraints.ts';
import { readPathCertificate, type PathCertificate } from './path-certificate.ts';

export interface PathQuestion {
  /** DER, the server's certificate first; the others serve as intermediates, in any order. */
  readonly presented: readonly Buffer[];
  /** DER of the certificates that are trusted. */
  readonly anchors: readonly Buffer[];
  /** A host name (ASCII, IDN as punycode) or an IP literal, as a URL names it, with or without brackets; null: any. */
  readonly host: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly profile: Profile;
  /** How many intermediates may stand between the server’s certificate and the anchor. */
  readonly maximumIntermediates?: number;
}

export interface PathRefusal {
  readonly code: 'unreadable' | 'wrong-host' | 'no-path' | 'bad-certificate';
  /** For people; names the certificate at fault. */
  readonly sentence: string;
}

export interface ValidPath {
  /** DER, from the server's certificate to the anchor; one alone where the server's certificate is itself the anchor. */
  readonly path: readonly Buffer[];
}

/** Longer paths do not occur; a hostile server could make the search explode. */
const maximumPathLength = 8;
const maximumPresented = 64;
/** One costs some 100 µs; honest chains need fewer than ten. */
const maximumSignatures = 100;

/** Either a path that holds, or the reason why none does. */
export function validatePath(question: PathQuestion): Result<ValidPath, PathRefusal> {
  const { host, profile, at } = question;
  const [leafDer, ...others] = question.presented;
  if (leafDer === undefined) return failure({ code: 'no-path', sentence: 'No certificate was presented.' });
  if (Number.isNaN(at))
    return failure({ code: 'bad-certificate', sentence: 'The time of the question is no time.' });
  const read = readDer(() => readPathCertificate(leafDer));
  if (!read.ok)
    return failure({
      code: 'unreadable',
      sentence: `The server’s certificate cannot be read. ${read.error}`,
    });
  const leaf = read.value;
  const isAnchor = question.anchors.some((anchor) => anchor.equals(leafDer));
  const checked = readDer(() => {
    checkCertificate(leaf, at);
    checkLeaf(leaf, profile, isAnchor);
  });
  if (!checked.ok) return failure({ code: 'bad-certificate', sentence: checked.error });
  if (host !== null && !speaksForHost(leaf.subjectAltNames, host))
    return failure({ code: 'wrong-host', sentence: `The certificate ${leaf.title} is not for ${host}.` });
  // Whoever trusts this very certificate needs nobody to vouch for it (RFC 6125, 6.6.4, "pinned certificate").
  if (isAnchor && profile === 'private') return withinOwnConstraints(leaf);
  return new PathSearch(question, others).from(leaf);
}

/** A trusted certificate that serves a host itself could issue itself a certificate only within its own constraints. */
function withinOwnConstraints(leaf: PathCertificate): Result<ValidPath, PathRefusal> {
  const judged = readDer(() => {
    new NameConstraintJudge().check(leaf, leaf);
  });
  return judged.ok
    ? success({ path: [leaf.der] })
    : failure({ code: 'bad-certificate', sentence: judged.error });
}

interface Readable {
  readonly certificates: readonly PathCertificate[];
  /** Why the first of those that cannot be read cannot; null: all could. */
  readonly fault: string | null;
}

function readAll(ders: readonly Buffer[]): Readable {
  const results = ders.map((der) => readDer(() => readPathCertificate(der)));
  const fault = results.find((result) => !result.ok);
  return {
    certificates: results.flatMap((result) => (result.ok ? [result.value] : [])),
    fault: fault?.ok === false ? fault.error : null,
  };
}

class PathSearch {
  readonly #question: PathQuestion;
  readonly #intermediates: Readable;
  readonly #anchors: Readable;
  readonly #nameConstraints = new NameConstraintJudge();
  #signatures = 0;
  /** Why the first whole path is not valid. */
  #pathFault: string | null = null;
  #signatureFault: string | null = null;
  /** The certificate farthest from the server's that nobody known issued. */
  #deadEnd: { readonly depth: number; readonly certificate: PathCertificate } | null = null;

  constructor(question: PathQuestion, others: readonly Buffer[]) {
    this.#question = question;
    this.#intermediates = readAll(others.slice(0, maximumPresented));
    this.#anchors = readAll(question.anchors);
  }

  from(leaf: PathCertificate): Result<ValidPath, PathRefusal> {
    const path = this.#extend([leaf]);
    if (path !== null) return success({ path: path.map(({ der }) => der) });
    const fault = this.#pathFault ?? this.#exhaustion() ?? this.#signatureFault;
    return failure({
      code: fault === null ? 'no-path' : 'bad-certificate',
      sentence: fault ?? this.#noPath(),
    });
  }

  #exhaustion(): string | null {
    return this.#signatures > maximumSignatures ? 'The chain offers more paths than are worth trying.' : null;
  }

  #noPath(): string {
    const unreadable = this.#intermediates.fault ?? this.#anchors.fault;
    const note = unreadable === null ? '' : ` One of the other certificates cannot be read: ${unreadable}`;
    if (this.#deadEnd === null) return `The path to a trusted authority is too long.${note}`;
    const { title, issuerTitle, isSelfIssued } = this.#deadEnd.certificate;
    return isSelfIssued
      ? `The certificate ${title} is its own issuer and is not trusted.${note}`
      : `The certificate ${title} was issued by ${issuerTitle}, which is neither trusted nor among those presented.${note}`;
  }

  /** Depth first, anchors before intermediates. Every step costs a right signature, which `maximumSignatures` bounds. */
  #extend(path: readonly PathCertificate[]): readonly PathCertificate[] | null {
    const last = path.at(-1);
    if (last === undefined || path.length >= maximumPathLength) return null;
    if (path.length - 1 > (this.#question.maximumIntermediates ?? maximumPathLength)) return null;
    for (const anchor of this.#anchors.certificates) {
      const whole = [...path, anchor];
      if (this.#isIssuedBy(last, anchor) && this.#isValid(whole)) return whole;
    }
    for (const intermediate of this.#intermediates.certificates) {
      if (path.some(({ der }) => der.equals(intermediate.der))) continue;
      if (!this.#isIssuedBy(last, intermediate)) continue;
      const whole = this.#extend([...path, intermediate]);
      if (whole !== null) return whole;
    }
    if (path.length > (this.#deadEnd?.depth ?? 0)) this.#deadEnd = { depth: path.length, certificate: last };
    return null;
  }

  #isIssuedBy(certificate: PathCertificate, issuer: PathCertificate): boolean {
    if (certificate.comparableIssuer !== issuer.comparableSubject) return false;
    this.#signatures += 1;
    if (this.#signatures > maximumSignatures) return false;
    if (isSignedBy(certificate, issuer)) return true;
    this.#signatureFault ??=
      certificate.signatureAlgorithm.verification === null
        ? `The certificate ${certificate.title} is signed with ${certificate.signatureAlgorithm.text}, which is not accepted.`
        : `The certificate ${certificate.title} names ${issuer.title} as its issuer, but is not signed with its key.`;
    return false;
  }

  #isValid(path: readonly PathCertificate[]): boolean {
    const judged = readDer(() => {
      this.#check(path);
    });
    if (!judged.ok) this.#pathFault ??= judged.error;
    return judged.ok;
  }

  /** From the anchor down is RFC 5280's order; the outcome is the same, and the server's side is the likelier fault. */
  #check(path: readonly PathCertificate[]): void {
    let notSelfIssuedBelow = 0;
    for (const [depth, certificate] of path.entries()) {
      if (depth === 0) continue;
      checkCertificate(certificate, this.#question.at);
      checkAuthority(certificate, this.#question.profile, depth === path.length - 1);
      const limit = certificate.basicConstraints?.pathLength ?? null;
      if (limit !== null && notSelfIssuedBelow > limit)
        throw new DerError(`The path is longer than ${certificate.title} allows.`);
      for (const [lower, below] of path.slice(0, depth).entries())
        if (lower === 0 || !below.isSelfIssued) this.#nameConstraints.check(certificate, below);
      if (!certificate.isSelfIssued) notSelfIssuedBelow += 1;
    }
  }
}
