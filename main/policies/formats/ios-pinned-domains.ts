/**
 * iOS `NSPinnedDomains` (Info.plist, under NSAppTransportSecurity), as Apple documents it: a list of authorities and one
 * of leaves, of which each that is there must match; NSIncludesSubdomains adds names with one label more; names in lower
 * case, no wildcard, no port. Apple does not document which of several matching domains decides: the longest is assumed,
 * and said. Refused: a domain without pins, and pins that are not base64 of 32 bytes, whose effect is not documented.
 */
import type { ClientPolicy, ClientRule, PinGroup } from '../../../common/pinning/clients/client-policy.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { mentionedKeys, readAppleDocument } from './apple-document.ts';
import { bareText, parseBarePin } from './bare-pin.ts';
import { domainNotes } from './domain-notes.ts';
import { inWords, isDict, isList, memberPath, type PlistDict, type PlistValue } from './plist-value.ts';
import { writePlist } from './plist.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';

const transportKey = 'NSAppTransportSecurity';
const domainsKey = 'NSPinnedDomains';
const subdomainsKey = 'NSIncludesSubdomains';
const authoritiesKey = 'NSPinnedCAIdentities';
const leavesKey = 'NSPinnedLeafIdentities';
const hashKey = 'SPKI-SHA256-BASE64';

type Report = (path: string, found: PlistValue | undefined, expected: string) => void;

const readIdentities = (list: PlistValue, path: string, report: Report): readonly string[] => {
  if (!isList(list) || list.length === 0) {
    report(path, list, `a list of dictionaries, each with ${hashKey}`);
    return [];
  }
  return list.flatMap((item, index) => {
    const hash = isDict(item) ? item.get(hashKey) : undefined;
    const hashPath = memberPath(`${path}[${index}]`, hashKey);
    if (typeof hash !== 'string') {
      report(hashPath, hash, 'base64 of 32 bytes');
      return [];
    }
    const pin = parseBarePin(hash);
    if (!pin.ok) report(hashPath, hash, pin.error);
    return pin.ok ? [pin.value] : [];
  });
};

const readGroups = (config: PlistDict, path: string, report: Report): readonly PinGroup[] => {
  const groups = (
    [
      ['ca', authoritiesKey],
      ['leaf', leavesKey],
    ] as const
  ).flatMap(([position, key]): readonly PinGroup[] => {
    const list = config.get(key);
    if (list === undefined) return [];
    return [{ position, pins: readIdentities(list, memberPath(path, key), report) }];
  });
  if (groups.length === 0) report(path, config, `${authoritiesKey} or ${leavesKey}, or both`);
  return groups;
};

const readDomain = (domain: string, config: PlistValue, path: string, report: Report): ClientRule | null => {
  if (!isDict(config)) {
    report(path, config, 'a dictionary with the domain’s pins');
    return null;
  }
  const includes = config.get(subdomainsKey) ?? false;
  if (typeof includes !== 'boolean') report(memberPath(path, subdomainsKey), includes, '<true/> or <false/>');
  return {
    scope: { kind: 'domain', domain, includeSubdomains: includes === true },
    mode: 'enforce',
    expires: null,
    groups: readGroups(config, path, report),
  };
};

const notesOn = (rules: readonly ClientRule[], transport: PlistValue | undefined): readonly string[] => {
  const domains = rules.flatMap(({ scope }) => (scope.kind === 'domain' ? [scope] : []));
  const covered = domains.find(({ domain }) =>
    domains.some((other) => other.includeSubdomains && domain.endsWith(`.${other.domain}`)),
  );
  return [
    ...domainNotes(
      'iOS',
      domains.map(({ domain }) => domain),
    ),
    ...(domains.some(({ includeSubdomains }) => includeSubdomains)
      ? [
          `${subdomainsKey} reaches names with one label more, such as api.example.com for example.com, and none deeper.`,
        ]
      : []),
    ...(covered === undefined
      ? []
      : [
          `Several domains are for ${covered.domain}. Apple does not say which one decides; the longest is taken here.`,
        ]),
    ...(isDict(transport) && transport.get('NSAllowsArbitraryLoads') === true
      ? ['NSAllowsArbitraryLoads lets the app use plain http, where there is no certificate to pin.']
      : []),
  ];
};

const findDomains = (root: PlistDict): Result<{ domains: PlistDict; path: string }, FormatProblems> => {
  const transport = root.get(transportKey);
  const isNested = isDict(transport) && transport.has(domainsKey);
  const domains = isNested ? transport.get(domainsKey) : root.get(domainsKey);
  const path = isNested ? `${transportKey}.${domainsKey}` : domainsKey;
  if (isDict(domains) && domains.size > 0) return success({ domains, path });
  const expected = 'a dictionary of domains';
  const missing = {
    path: `${transportKey}.${domainsKey}`,
    found: 'nothing',
    expected: `${expected}: this file pins nothing`,
  };
  return failure([domains === undefined ? missing : { path, found: inWords(domains), expected }]);
};

const read = (input: FormatInput): Result<ClientPolicy, FormatProblems> => {
  const root = readAppleDocument(input);
  if (!root.ok) return root;
  const found = findDomains(root.value);
  if (!found.ok) return found;
  const problems: { path: string; found: string; expected: string }[] = [];
  const report: Report = (path, value, expected) => {
    problems.push({ path, found: inWords(value), expected });
  };
  const rules = [...found.value.domains].flatMap(
    ([domain, config]) => readDomain(domain, config, memberPath(found.value.path, domain), report) ?? [],
  );
  if (problems.length > 0) return failure(problems);
  const hasTrustKit = mentionedKeys(input, ['TSKPinnedDomains'])?.length === 1;
  const notes = [
    ...notesOn(rules, root.value.get(transportKey)),
    ...(hasTrustKit
      ? ['TrustKit is configured in this file too (trustkit-ios); a connection has to pass both.']
      : []),
  ];
  return success({ format: 'ios-nspinneddomains', selection: 'most-specific', rules, notes });
};

const identities = (pins: readonly string[]): PlistValue =>
  pins.map((pin) => new Map([[hashKey, bareText(pin)]]));

const writeRule = ({ scope, mode, expires, groups }: ClientRule): Result<[string, PlistValue], string> => {
  if (scope.kind !== 'domain') return failure('a domain');
  if (mode !== 'enforce') return failure('enforced pins: iOS can neither report nor switch off');
  if (expires !== null) return failure('pins without an expiry: iOS knows none');
  const listed = groups.map(({ position, pins }): readonly [string, PlistValue] => [
    position === 'leaf' ? leavesKey : authoritiesKey,
    identities(pins),
  ]);
  const isComplete =
    listed.length > 0 && groups.every(({ position, pins }) => position !== 'any' && pins.length > 0);
  if (!isComplete || new Set(listed.map(([key]) => key)).size < listed.length)
    return failure('pins for a leaf, for an authority, or one list of each');
  if (groups.some(({ pins }) => pins.some((pin) => !pin.startsWith('sha256/'))))
    return failure('sha256 pins of public keys');
  const members = scope.includeSubdomains ? [[subdomainsKey, true] as const, ...listed] : listed;
  return success([scope.domain, new Map<string, PlistValue>(members)]);
};

const write = (policy: ClientPolicy): Result<string, FormatProblems> => {
  const domains = new Map<string, PlistValue>();
  const problems: { path: string; found: string; expected: string }[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const written = writeRule(rule);
    const path = `rules[${index}]`;
    if (!written.ok) problems.push({ path, found: 'what iOS cannot express', expected: written.error });
    else if (domains.has(written.value[0]))
      problems.push({ path, found: `${written.value[0]} twice`, expected: 'each domain once' });
    else domains.set(...written.value);
  }
  if (problems.length > 0) return failure(problems);
  return success(writePlist(new Map([[transportKey, new Map([[domainsKey, domains]])]])));
};

export const iosPinnedDomains: PolicyFormat = {
  format: 'ios-nspinneddomains',
  name: 'iOS NSPinnedDomains',
  fileExtension: 'plist',
  // Also what names no key of ours: the answer is then that this Info.plist pins nothing.
  recognises: (input) => {
    const keys = mentionedKeys(input, [domainsKey, 'TSKPinnedDomains']);
    return keys !== null && (keys.length === 0 || keys.includes(domainsKey));
  },
  read,
  write,
};
