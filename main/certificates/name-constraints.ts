// Name constraints (RFC 5280, 4.2.1.10): names below an authority must be within its permitted subtrees, where it has
// any of that kind, and outside the excluded ones. A wildcard counts as all it stands for: it is excluded as soon as one
// of its hosts is. Malformed constraints and names, and kinds that cannot be judged, are refused. Throws `DerError`.
import { DerError } from './der.ts';
import { attributeTexts, comparableName, isEmptyName } from './distinguished-name.ts';
import type { GeneralName } from './general-name.ts';
import { isDnsName } from './host-match.ts';
import type { PathCertificate } from './path-certificate.ts';

/** Names times constraints in one search, as rustls allows; a hostile chain could demand millions. */
const maximumComparisons = 250_000;
const emailAddress = '1.2.840.113549.1.9.1';

/** A name or the base of a subtree, prepared for many comparisons. */
type Comparable =
  | { readonly kind: 'dns' | 'uri' | 'email'; readonly text: string }
  | { readonly kind: 'ip'; readonly bytes: Buffer }
  | { readonly kind: 'directory'; readonly rdns: readonly string[] }
  | { readonly kind: 'other' | 'x400' | 'ediParty' | 'registeredId' };

interface Constraints {
  readonly permitted: readonly Comparable[];
  readonly excluded: readonly Comparable[];
}

/** Judges the constraints of one path search; what was prepared is kept for its next path. */
export class NameConstraintJudge {
  readonly #constraints = new Map<PathCertificate, Constraints>();
  readonly #names = new Map<PathCertificate, readonly Comparable[]>();
  #comparisons = 0;

  check(authority: PathCertificate, below: PathCertificate): void {
    if (authority.nameConstraints === null) return;
    const { permitted, excluded } = this.#constraintsOf(authority, authority.nameConstraints);
    const names = this.#namesOf(below);
    this.#comparisons += names.length * (permitted.length + excluded.length);
    if (this.#comparisons > maximumComparisons)
      throw new DerError('There are too many names and name constraints to compare.');
    const kinds = new Set([...permitted, ...excluded].map(({ kind }) => kind));
    for (const name of names) {
      if (!kinds.has(name.kind)) continue;
      checkName(name, below);
      const wanted = permitted.filter(({ kind }) => kind === name.kind);
      if (wanted.length > 0 && !wanted.some((base) => isWithin(name, base, 'whole')))
        throw new DerError(
          `${authority.title} may not vouch for a name of ${below.title} (name constraints).`,
        );
      if (excluded.some((base) => isWithin(name, base, 'part')))
        throw new DerError(`${authority.title} excludes a name of ${below.title} (name constraints).`);
    }
  }

  #constraintsOf(
    authority: PathCertificate,
    { permitted, excluded }: { permitted: readonly GeneralName[]; excluded: readonly GeneralName[] },
  ): Constraints {
    const known = this.#constraints.get(authority);
    if (known !== undefined) return known;
    for (const base of [...permitted, ...excluded])
      if (isMalformedBase(base)) throw new DerError(`A name constraint of ${authority.title} is malformed.`);
    const prepared = { permitted: permitted.map(prepare), excluded: excluded.map(prepare) };
    this.#constraints.set(authority, prepared);
    return prepared;
  }

  /** The subject counts as a directory name, and its mail addresses where the SAN has none (RFC 5280, 4.2.1.10). */
  #namesOf(certificate: PathCertificate): readonly Comparable[] {
    const known = this.#names.get(certificate);
    if (known !== undefined) return known;
    const { subject } = certificate.structure;
    const names: Comparable[] = certificate.subjectAltNames.map(prepare);
    if (!isEmptyName(subject)) names.push(prepare({ kind: 'directory', name: subject }));
    if (!names.some(({ kind }) => kind === 'email'))
      for (const text of attributeTexts(subject, emailAddress)) names.push(prepare({ kind: 'email', text }));
    this.#names.set(certificate, names);
    return names;
  }
}

function prepare(name: GeneralName): Comparable {
  switch (name.kind) {
    case 'dns':
      return { kind: 'dns', text: name.text.toLowerCase() };
    case 'uri':
      // A constraint is a host, a name a whole URI: what has no host by name stays as it is, and matches nothing.
      return {
        kind: 'uri',
        text: (URL.canParse(name.text) ? new URL(name.text).hostname : name.text).toLowerCase(),
      };
    case 'email': {
      // RFC 5280, 7.5: case counts before the @ and not after it.
      const at = name.text.lastIndexOf('@') + 1;
      return { kind: 'email', text: name.text.slice(0, at) + name.text.slice(at).toLowerCase() };
    }
    case 'ip':
      return name;
    case 'directory':
      return { kind: 'directory', rdns: comparableName(name.name) };
    case 'other':
    case 'x400':
    case 'ediParty':
    case 'registeredId':
      return { kind: name.kind };
  }
}

function isMalformedBase(base: GeneralName): boolean {
  switch (base.kind) {
    case 'dns':
      return base.text !== '' && (!isDnsName(base.text) || base.text.startsWith('*'));
    case 'email':
    case 'uri': {
      const domain = base.text.replace(base.kind === 'email' ? /^[^@]+@/ : /^/, '').replace(/^\./, '');
      return !isDnsName(domain) || domain.startsWith('*');
    }
    case 'ip':
      return !isNetwork(base.bytes);
    case 'directory':
    case 'other':
    case 'x400':
    case 'ediParty':
    case 'registeredId':
      return false;
  }
}

/** Address and mask, the mask without gaps (RFC 4632). */
function isNetwork(bytes: Buffer): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = Array.from(bytes.subarray(bytes.length / 2), (byte) => byte.toString(2).padStart(8, '0'));
  return /^1*0*$/.test(mask.join(''));
}

/** A constrained name that cannot be compared is refused. */
function checkName(name: Comparable, { title }: PathCertificate): void {
  switch (name.kind) {
    case 'dns':
    case 'uri':
      if (!isDnsName(name.text)) throw new DerError(`A constrained host name of ${title} is malformed.`);
      return;
    case 'email':
      if (!/^[^@\s]+@[^@\s]+$/.test(name.text))
        throw new DerError(`A constrained mail address of ${title} is malformed.`);
      return;
    case 'ip':
      if (name.bytes.length !== 4 && name.bytes.length !== 16)
        throw new DerError(`A constrained address of ${title} is malformed.`);
      return;
    case 'directory':
      return;
    case 'other':
    case 'x400':
    case 'ediParty':
    case 'registeredId':
      throw new DerError(`A name of ${title} is constrained in a way that cannot be judged.`);
  }
}

/** `whole`: everything the name stands for is in the subtree; `part`: some of it is. They differ for wildcards. */
function isWithin(name: Comparable, base: Comparable, how: 'whole' | 'part'): boolean {
  if (name.kind === 'dns' && base.kind === 'dns') return isDnsWithin(name.text, base.text, how);
  if (name.kind === 'ip' && base.kind === 'ip') return isAddressWithin(name.bytes, base.bytes);
  if (name.kind === 'email' && base.kind === 'email') return isMailWithin(name.text, base.text);
  if (name.kind === 'uri' && base.kind === 'uri') return isHostWithin(name.text, base.text);
  if (name.kind === 'directory' && base.kind === 'directory')
    return base.rdns.length <= name.rdns.length && base.rdns.every((rdn, index) => rdn === name.rdns[index]);
  return false;
}

function isDnsWithin(name: string, base: string, how: 'whole' | 'part'): boolean {
  if (base === '' || name === base || name.endsWith(`.${base}`)) return true;
  if (how === 'whole' || !name.startsWith('*.')) return false;
  // One of the wildcard's hosts is the base itself.
  const parent = name.slice(1);
  return base.endsWith(parent) && !base.slice(0, -parent.length).includes('.');
}

function isAddressWithin(address: Buffer, network: Buffer): boolean {
  const { length } = address;
  if (network.length !== 2 * length) return false;
  return address.every((byte, at) => {
    const mask = network[length + at] ?? 0;
    return (byte & mask) === ((network[at] ?? 0) & mask);
  });
}

function isMailWithin(mail: string, base: string): boolean {
  if (base.includes('@')) return mail === base;
  return isHostWithin(mail.slice(mail.lastIndexOf('@') + 1), base);
}

/** URIs and mail: a dot before the base means every host below it, none the host itself. */
const isHostWithin = (host: string, base: string): boolean =>
  base.startsWith('.') ? host.endsWith(base) : host === base;
