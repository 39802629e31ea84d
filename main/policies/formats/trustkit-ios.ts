/**
 * TrustKit for iOS and macOS (parse_configuration.m, TSKTrustKitConfig.m): a dictionary TSKPinnedDomains, in Info.plist
 * under TSKConfiguration, or alone. The exact name decides, else the longest parent with TSKIncludeSubdomains; names are
 * compared as texts. What stops an app with an exception at its start is refused here: fewer than two pins where they
 * are enforced, pins that are not 32 bytes, subdomains of a public suffix, an exclusion beside other keys.
 */
import type { ClientPolicy, ClientRule } from '../../../common/pinning/clients/client-policy.ts';
import { startOfDay } from '../../../common/pinning/expiry.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { parse as parseDomain } from 'tldts';
import { mentionedKeys, readAppleDocument } from './apple-document.ts';
import { decodeBarePin } from './bare-pin.ts';
import { domainNotes } from './domain-notes.ts';
import { inWords, isDict, isList, memberPath, type PlistDict, type PlistValue } from './plist-value.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';
import { trustKitKeys as keys } from './trustkit-ios-keys.ts';
import { writeTrustKit } from './trustkit-ios-write.ts';

interface Context {
  readonly report: (path: string, found: PlistValue | undefined, expected: string) => void;
  readonly note: (sentence: string) => void;
}

const knownKeys: readonly string[] = Object.values(keys);
/** They change nothing about which connections pass. */
const silentKeys = [keys.reportUris, keys.disableDefaultReportUri, keys.algorithms, keys.anchors];

/** As `-boolValue` reads a number or a text. */
const readFlag = (
  config: PlistDict,
  key: string,
  fallback: boolean,
  path: string,
  { report, note }: Context,
): boolean => {
  const value = config.get(key);
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') {
    report(memberPath(path, key), value, '<true/> or <false/>');
    return fallback;
  }
  const flag = /^\s*(?:[YyTt]|[+-]?0*[1-9])/.test(value);
  note(`${memberPath(path, key)} is the text "${value}", which TrustKit reads as ${flag ? 'YES' : 'NO'}.`);
  return flag;
};

const readPins = (
  config: PlistDict,
  isEnforced: boolean,
  path: string,
  context: Context,
): readonly string[] => {
  const list = config.get(keys.hashes);
  const listPath = memberPath(path, keys.hashes);
  if (!isList(list)) {
    context.report(listPath, list, 'a list of pins');
    return [];
  }
  const pins = new Set<string>();
  let isWhole = true;
  for (const [index, item] of list.entries()) {
    const pin = typeof item === 'string' ? decodeBarePin(item) : failure('base64 of 32 bytes, as text');
    if (pin.ok) pins.add(pin.value);
    else context.report(`${listPath}[${index}]`, item, pin.error);
    isWhole &&= pin.ok;
  }
  const least = isEnforced ? 2 : 1;
  if (isWhole && pins.size < least) {
    const why = isEnforced ? 'at least two different pins: one is the backup' : 'at least one pin';
    context.report(listPath, list, `${why}. TrustKit stops the app otherwise`);
  }
  return [...pins];
};

const readExpiry = (config: PlistDict, path: string, { report, note }: Context): string | null => {
  const value = config.get(keys.expires);
  if (value === undefined) return null;
  const place = memberPath(path, keys.expires);
  if (typeof value !== 'string') {
    report(place, value, 'a day as text, such as 2027-06-30');
    return null;
  }
  if (startOfDay(value) !== null) return value;
  note(`${place} is "${value}", no day that TrustKit can read: the pins never end.`);
  return null;
};

const checkDomain = (
  domain: string,
  includesSubdomains: boolean,
  path: string,
  { report }: Context,
): void => {
  const { isIp, isIcann, isPrivate, publicSuffix } = parseDomain(domain, { allowPrivateDomains: true });
  if (isIp === true || (isIcann !== true && isPrivate !== true))
    report(
      path,
      domain,
      'a domain under a public suffix, such as example.com. TrustKit stops the app otherwise',
    );
  else if (includesSubdomains && publicSuffix === domain.toLowerCase())
    report(path, domain, 'no public suffix where subdomains are included. TrustKit stops the app otherwise');
};

const readDomain = (
  domain: string,
  config: PlistValue,
  path: string,
  context: Context,
): ClientRule | null => {
  if (!isDict(config)) {
    context.report(path, config, 'a dictionary with the domain’s pins');
    return null;
  }
  for (const key of config.keys())
    if (!knownKeys.includes(key))
      context.note(`${memberPath(path, key)} is no key of TrustKit, which ignores it.`);
  if (readFlag(config, keys.exclude, false, path, context)) {
    if (config.size > 1)
      context.report(path, config, `${keys.exclude} alone. TrustKit stops the app otherwise`);
    return {
      scope: { kind: 'domain', domain, includeSubdomains: false },
      mode: 'off',
      expires: null,
      groups: [],
    };
  }
  if (config.has(keys.mistakenExclude))
    context.note(
      `${memberPath(path, keys.mistakenExclude)} does nothing: in TrustKit’s code the key is spelt ${keys.exclude}.`,
    );
  const includeSubdomains = readFlag(config, keys.subdomains, false, path, context);
  checkDomain(domain, includeSubdomains, path, context);
  const isEnforced = readFlag(config, keys.enforce, true, path, context);
  const pins = readPins(config, isEnforced, path, context);
  for (const key of silentKeys) if (config.has(key)) context.note(noteOn(key, memberPath(path, key)));
  return {
    scope: { kind: 'domain', domain, includeSubdomains },
    mode: isEnforced ? 'enforce' : 'report-only',
    expires: readExpiry(config, path, context),
    groups: [{ position: 'any', pins }],
  };
};

const noteOn = (key: string, path: string): string => {
  if (key === keys.anchors)
    return `${path} adds trusted authorities in debug builds only; they are not added here.`;
  if (key === keys.algorithms) return `${path} is not used since TrustKit 1.6.`;
  return `${path} says where failures are reported; it changes nothing about which connections pass.`;
};

const findDomains = (
  root: PlistDict,
): Result<{ domains: PlistDict; path: string; around: PlistDict }, FormatProblems> => {
  const configuration = root.get(keys.configuration);
  const around = isDict(configuration) ? configuration : root;
  const domains = around.get(keys.domains);
  const path = around === root ? keys.domains : `${keys.configuration}.${keys.domains}`;
  if (isDict(domains) && domains.size > 0) return success({ domains, path, around });
  return failure([
    { path, found: inWords(domains), expected: 'a dictionary of domains. TrustKit stops the app otherwise' },
  ]);
};

/** An excluded name needs a parent whose pins it is excluded from. */
const checkExclusions = (rules: readonly ClientRule[], path: string, { report }: Context): void => {
  const parents = rules.flatMap(({ scope }) =>
    scope.kind === 'domain' && scope.includeSubdomains ? [scope.domain] : [],
  );
  for (const { scope, mode } of rules) {
    if (scope.kind !== 'domain' || mode !== 'off') continue;
    if (!parents.some((parent) => scope.domain.endsWith(`.${parent}`)))
      report(
        memberPath(path, scope.domain),
        keys.exclude,
        `a parent domain with ${keys.subdomains}. TrustKit stops the app otherwise`,
      );
  }
};

const read = (input: FormatInput): Result<ClientPolicy, FormatProblems> => {
  const root = readAppleDocument(input);
  if (!root.ok) return root;
  const found = findDomains(root.value);
  if (!found.ok) return found;
  const { domains, path, around } = found.value;
  const problems: { path: string; found: string; expected: string }[] = [];
  const notes: string[] = [];
  const context: Context = {
    report: (place, value, expected) => {
      problems.push({ path: place, found: inWords(value), expected });
    },
    note: (sentence) => {
      notes.push(sentence);
    },
  };
  const rules = [...domains].flatMap(
    ([domain, config]) => readDomain(domain, config, memberPath(path, domain), context) ?? [],
  );
  checkExclusions(rules, path, context);
  if (problems.length > 0) return failure(problems);
  const ignoresOwnAnchors = readFlag(around, keys.ignoreUserAnchors, true, path, context);
  if (ignoresOwnAnchors && rules.some(({ mode }) => mode !== 'off'))
    notes.push(
      'On macOS, pins are not applied to chains that end at an authority the user added, unless TSKIgnorePinningForUserDefinedTrustAnchors is NO. iOS applies them.',
    );
  notes.push(
    ...domainNotes(
      'TrustKit',
      rules.flatMap(({ scope }) => (scope.kind === 'domain' ? [scope.domain] : [])),
    ),
  );
  if (mentionedKeys(input, ['NSPinnedDomains'])?.length === 1)
    notes.push('iOS itself pins in this file too (ios-nspinneddomains); a connection has to pass both.');
  return success({ format: 'trustkit-ios', selection: 'most-specific', rules, notes });
};

export const trustKitIos: PolicyFormat = {
  format: 'trustkit-ios',
  name: 'TrustKit for iOS',
  fileExtension: 'plist',
  recognises: (input) => mentionedKeys(input, [keys.domains, 'NSPinnedDomains'])?.join(',') === keys.domains,
  read,
  write: writeTrustKit,
};
