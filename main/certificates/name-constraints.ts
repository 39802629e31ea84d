// Name constraints (RFC 5280, 4.2.1.10): names below an authority must be within its permitted subtrees, where it has
// any of that kind, and outside the excluded ones. Kinds that cannot be judged are refused. Throws `DerError`.
import { DerError } from './der.ts';
import { comparableName, isEmptyName } from './distinguished-name.ts';
import type { GeneralName } from './general-name.ts';
import { isDnsName } from './host-match.ts';
import type { PathCertificate } from './path-certificate.ts';

/** Names times constraints; a hostile chain could demand millions (Chromium: 2^20 and more). */
const maximumComparisons = 100_000;

const judgedKinds = new Set<GeneralName['kind']>(['dns', 'email', 'uri', 'ip', 'directory']);

export function checkNameConstraints(authority: PathCertificate, below: PathCertificate): void {
  const constraints = authority.nameConstraints;
  if (constraints === null) return;
  const all = [...constraints.permitted, ...constraints.excluded];
  for (const constraint of all) checkConstraint(constraint);
  const names = namesOf(below);
  if (names.length * all.length > maximumComparisons)
    throw new DerError('There are too many names and name constraints to compare.');
  for (const name of names) {
    if (name.kind === 'dns' && !isDnsName(name.text))
      throw new DerError('A host name in a constrained certificate is malformed.');
    if (name.kind === 'ip' && name.bytes.length !== 4 && name.bytes.length !== 16)
      throw new DerError('An address in a constrained certificate is malformed.');
    if (!judgedKinds.has(name.kind) && all.some(({ kind }) => kind === name.kind))
      throw new DerError('A name below an authority is constrained in a way that cannot be judged.');
    const permitted = constraints.permitted.filter(({ kind }) => kind === name.kind);
    if (permitted.length > 0 && !permitted.some((constraint) => isWithin(name, constraint, 'whole')))
      throw new DerError('A name is outside what the name constraints of its authority permit.');
    if (
      constraints.excluded.some(
        (constraint) => constraint.kind === name.kind && isWithin(name, constraint, 'part'),
      )
    )
      throw new DerError('A name is excluded by the name constraints of its authority.');
  }
}

/** The subject counts as a directory name. */
function namesOf({ structure, subjectAltNames }: PathCertificate): readonly GeneralName[] {
  return isEmptyName(structure.subject)
    ? subjectAltNames
    : [...subjectAltNames, { kind: 'directory', name: structure.subject }];
}

function checkConstraint(constraint: GeneralName): void {
  switch (constraint.kind) {
    case 'dns':
      if (constraint.text !== '' && (!isDnsName(constraint.text) || constraint.text.startsWith('*')))
        throw new DerError('A name constraint on hosts is malformed.');
      return;
    case 'email':
    case 'uri': {
      const domain = constraint.text.replace(/^[^@]*@/, '').replace(/^\./, '');
      if (!isDnsName(domain) || domain.startsWith('*')) throw new DerError('A name constraint is malformed.');
      return;
    }
    case 'ip':
      if (!isNetwork(constraint.bytes)) throw new DerError('A name constraint on addresses is malformed.');
      return;
    case 'directory':
      return;
    case 'other':
    case 'x400':
    case 'ediParty':
    case 'registeredId':
      return;
  }
}

/** Address and mask, the mask without gaps (RFC 4632). */
function isNetwork(bytes: Buffer): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = [...bytes.subarray(bytes.length / 2)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(mask);
}

/** `whole`: everything the name stands for is in the subtree; `part`: some of it is. They differ for wildcards. */
function isWithin(name: GeneralName, constraint: GeneralName, how: 'whole' | 'part'): boolean {
  if (name.kind === 'dns' && constraint.kind === 'dns')
    return isDnsWithin(name.text.toLowerCase(), constraint.text.toLowerCase(), how);
  if (name.kind === 'ip' && constraint.kind === 'ip') return isAddressWithin(name.bytes, constraint.bytes);
  if (name.kind === 'directory' && constraint.kind === 'directory') {
    const [own, base] = [comparableName(name.name), comparableName(constraint.name)];
    return base.length <= own.length && base.every((rdn, index) => rdn === own[index]);
  }
  if (name.kind === 'email' && constraint.kind === 'email') return isMailWithin(name.text, constraint.text);
  if (name.kind === 'uri' && constraint.kind === 'uri')
    return isUriWithin(name.text, constraint.text.toLowerCase(), how);
  return false;
}

function isDnsWithin(name: string, base: string, how: 'whole' | 'part'): boolean {
  if (base === '') return true;
  const plain = name.startsWith('*.') ? name.slice(2) : name;
  if (plain === base || plain.endsWith(`.${base}`)) return true;
  return (
    how === 'part' &&
    name.startsWith('*.') &&
    base.endsWith(name.slice(1)) &&
    !base.slice(0, -name.length + 1).includes('.')
  );
}

function isAddressWithin(address: Buffer, network: Buffer): boolean {
  const { length } = address;
  if (network.length !== 2 * length) return false;
  return address.every(
    (byte, at) => (byte & (network[length + at] ?? 0)) === ((network[at] ?? 0) & (network[length + at] ?? 0)),
  );
}

function isMailWithin(mail: string, base: string): boolean {
  const at = mail.lastIndexOf('@');
  if (at <= 0) throw new DerError('A mail address in a constrained certificate is malformed.');
  const [local, domain] = [mail.slice(0, at), mail.slice(at + 1).toLowerCase()];
  if (base.includes('@')) {
    const baseAt = base.lastIndexOf('@');
    return local === base.slice(0, baseAt) && domain === base.slice(baseAt + 1).toLowerCase();
  }
  return base.startsWith('.') ? domain.endsWith(base.toLowerCase()) : domain === base.toLowerCase();
}

function isUriWithin(uri: string, base: string, how: 'whole' | 'part'): boolean {
  const host = URL.canParse(uri) ? new URL(uri).hostname.toLowerCase() : '';
  if (!isDnsName(host)) {
    if (how === 'part') return true;
    return false;
  }
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}
