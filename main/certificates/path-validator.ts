// The one path validator: builds a path from a server's certificate to an anchor and validates it for TLS server
// authentication of one host at one time, by RFC 5280, section 6, and the CA/Browser Forum's profile. Synchronous, since it
// decides inside a handshake. What it cannot judge it refuses, with the reason; revocation is not checked.
import { failure, success, type Result } from '../../common/result.ts';
import { DerError, readDer } from './der.ts';
import { isSameName } from './distinguished-name.ts';
import { isSignedBy } from './certificate-signature.ts';
import { isDnsName, speaksForHost } from './host-match.ts';
import { checkNameConstraints } from './name-constraints.ts';
import {
  checkAuthority,
  checkCertificate,
  checkLeaf,
  readPathCertificate,
  type PathCertificate,
  type Profile,
} from './path-certificate.ts';

export interface PathQuestion {
  /** DER, the server's certificate first; the others serve as intermediates, in any order. */
  readonly presented: readonly Buffer[];
  /** DER of the certificates that are trusted. */
  readonly anchors: readonly Buffer[];
  /** As a URL names it, without brackets; null: any. */
  readonly host: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly profile: Profile;
  /** How many intermediates may stand between the server’s certificate and the anchor. */
  readonly maximumIntermediates?: number;
}

export interface PathRefusal {
  readonly code: 'unreadable' | 'wrong-host' | 'no-path' | 'bad-certificate';
  readonly sentence: string;
}

/** The path found, leaf to anchor. */
export interface ValidPath {
  readonly path: readonly Buffer[];
}

/** Longer paths do not occur; a hostile server could make the search explode. */
const maximumPathLength = 8;
const maximumPresented = 64;
/** One costs some 100 µs; honest chains need fewer than ten. */
const maximumSignatures = 100;

export function validatePath(question: PathQuestion): Result<ValidPath, PathRefusal> {
  const [leafDer, ...others] = question.presented;
  if (leafDer === undefined) return failure({ code: 'no-path', sentence: 'No certificate was presented.' });
  const leaf = readDer(() => readPathCertificate(leafDer));
  if (!leaf.ok) return failure({ code: 'unreadable', sentence: leaf.error });
  const checked = readDer(() => {
    checkCertificate(leaf.value, question.at);
    checkLeaf(leaf.value, question.profile);
    if (question.profile === 'public') checkDnsNames(leaf.value);
  });
  if (!checked.ok) return failure({ code: 'bad-certificate', sentence: checked.error });
  if (question.host !== null && !speaksForHost(leaf.value.subjectAltNames, question.host))
    return failure({ code: 'wrong-host', sentence: `The certificate is not for ${question.host}.` });
  return new PathSearch(question, others).from(leaf.value);
}

function checkDnsNames({ subjectAltNames }: PathCertificate): void {
  for (const name of subjectAltNames) {
    if (name.kind === 'dns' && !isDnsName(name.text))
      throw new DerError('A host name in the certificate is malformed.');
    if (name.kind === 'ip' && name.bytes.length !== 4 && name.bytes.length !== 16)
      throw new DerError('An address in the certificate is malformed.');
  }
}

class PathSearch {
  readonly #question: PathQuestion;
  readonly #intermediates: readonly PathCertificate[];
  readonly #anchors: readonly PathCertificate[];
  #signatures = 0;
  /** Why the most promising path failed. */
  #why: string | null = null;

  constructor(question: PathQuestion, others: readonly Buffer[]) {
    this.#question = question;
    this.#intermediates = readable(others.slice(0, maximumPresented));
    this.#anchors = readable(question.anchors);
  }

  from(leaf: PathCertificate): Result<ValidPath, PathRefusal> {
    const path = this.#extend([leaf]);
    if (path !== null) return success({ path: path.map(({ der }) => der) });
    return failure({
      code: this.#why === null ? 'no-path' : 'bad-certificate',
      sentence: this.#why ?? 'No path leads from the server’s certificate to a trusted authority.',
    });
  }

  #extend(path: readonly PathCertificate[]): readonly PathCertificate[] | null {
    const last = path.at(-1);
    if (last === undefined || path.length >= maximumPathLength) return null;
    if (path.length - 1 > (this.#question.maximumIntermediates ?? maximumPathLength)) return null;
    for (const anchor of this.#anchors) {
      const whole = [...path, anchor];
      if (this.#isIssuedBy(last, anchor) && this.#isValid(whole)) return whole;
    }
    for (const intermediate of this.#intermediates) {
      if (path.some(({ der }) => der.equals(intermediate.der)) || !this.#isIssuedBy(last, intermediate))
        continue;
      const whole = this.#extend([...path, intermediate]);
      if (whole !== null) return whole;
    }
    return null;
  }

  #isIssuedBy(certificate: PathCertificate, issuer: PathCertificate): boolean {
    if (!isSameName(certificate.structure.issuer, issuer.structure.subject)) return false;
    this.#signatures += 1;
    if (this.#signatures > maximumSignatures) {
      this.#why = 'The chain offers more paths than are worth trying.';
      return false;
    }
    if (isSignedBy(certificate, issuer)) return true;
    this.#why ??=
      certificate.signatureAlgorithm.verification === null
        ? `A certificate is signed with ${certificate.signatureAlgorithm.text}, which is not accepted.`
        : 'A signature of the chain is wrong.';
    return false;
  }

  #isValid(path: readonly PathCertificate[]): boolean {
    const judged = readDer(() => {
      this.#check(path);
    });
    if (!judged.ok) this.#why = judged.error;
    return judged.ok;
  }

  #check(path: readonly PathCertificate[]): void {
    let notSelfIssuedBelow = 0;
    for (const [depth, certificate] of path.entries()) {
      if (depth === 0) continue;
      const isAnchor = depth === path.length - 1;
      checkCertificate(certificate, this.#question.at);
      checkAuthority(certificate, this.#question.profile, isAnchor);
      const limit = certificate.basicConstraints?.pathLength ?? null;
      if (limit !== null && notSelfIssuedBelow > limit)
        throw new DerError('The path is longer than an authority of it allows.');
      for (const [lower, below] of path.slice(0, depth).entries())
        if (lower === 0 || !below.isSelfIssued) checkNameConstraints(certificate, below);
      if (!certificate.isSelfIssued) notSelfIssuedBelow += 1;
    }
  }
}

const readable = (certificates: readonly Buffer[]): readonly PathCertificate[] =>
  certificates.flatMap((der) => {
    const certificate = readDer(() => readPathCertificate(der));
    return certificate.ok ? [certificate.value] : [];
  });
