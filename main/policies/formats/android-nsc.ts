/** `network_security_config.xml` by Android's own rules, and TrustKit for Android's additions to the same file. */
import type {
  ClientFormat,
  ClientPolicy,
  ClientRule,
} from '../../../common/pinning/clients/client-policy.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { hasElement, isAndroidConfig, readAndroidSource } from './android-source.ts';
import { readNetworkSecurityConfig, type DomainConfig } from './network-security-config.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';
import { trustKitNotes, trustKitProblems } from './trustkit-android.ts';

const rulesOf = (config: DomainConfig, isTrustKit: boolean): readonly ClientRule[] =>
  config.domains.map(({ domain, includeSubdomains }, index) => {
    // TrustKit keeps only the last name of a domain-config; for the others Android enforces what it reads.
    const isWatched = isTrustKit && index === config.domains.length - 1;
    const { pins = [], expires = null } = config.pinSet ?? {};
    return {
      scope: { kind: 'domain', domain, includeSubdomains },
      mode: isWatched && config.enforcePinning !== true ? 'report-only' : 'enforce',
      expires,
      groups: pins.length === 0 ? [] : [{ position: 'any', pins }],
    };
  });

const readAs = (format: ClientFormat, input: FormatInput): Result<ClientPolicy, FormatProblems> => {
  const source = readAndroidSource(input);
  if (!source.ok) return source;
  const config = readNetworkSecurityConfig(source.value);
  if (!config.ok) return config;
  const isTrustKit = format === 'trustkit-android';
  const problems = isTrustKit ? trustKitProblems(config.value.configs) : [];
  if (problems.length > 0) return failure(problems);
  return success({
    format,
    selection: 'most-specific',
    rules: config.value.configs.flatMap((each) => rulesOf(each, isTrustKit)),
    notes: [...config.value.notes, ...(isTrustKit ? trustKitNotes(config.value.configs) : [])],
  });
};

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const writeRule = ({ scope, mode, expires, groups }: ClientRule, isTrustKit: boolean): readonly string[] => {
  const [domain, includes] = scope.kind === 'domain' ? [scope.domain, scope.includeSubdomains] : ['', false];
  const pins = groups.flatMap((group) => group.pins);
  const until = expires === null ? '' : ` expiration="${escapeXml(expires)}"`;
  const trustKit = [
    `    <trustkit-config enforcePinning="${mode === 'enforce'}" disableDefaultReportUri="true" />`,
  ];
  return [
    '  <domain-config>',
    `    <domain includeSubdomains="${includes}">${escapeXml(domain)}</domain>`,
    ...(pins.length === 0
      ? []
      : [
          `    <pin-set${until}>`,
          ...pins.map((pin) => `      <pin digest="SHA-256">${escapeXml(pin.slice('sha256/'.length))}</pin>`),
          '    </pin-set>',
        ]),
    ...(isTrustKit ? trustKit : []),
    '  </domain-config>',
  ];
};

const writeAs = ({ rules }: ClientPolicy, isTrustKit: boolean): Result<string, FormatProblems> =>
  success(
    `${[
      '<?xml version="1.0" encoding="utf-8"?>',
      '<network-security-config>',
      ...rules.flatMap((rule) => writeRule(rule, isTrustKit)),
      '</network-security-config>',
    ].join('\n')}\n`,
  );

const isTrustKitConfig = (input: FormatInput): boolean => {
  if (!isAndroidConfig(input)) return false;
  if (input.text !== null) return input.text.includes('<trustkit-config');
  const source = readAndroidSource(input);
  return source.ok && hasElement(source.value, 'trustkit-config');
};

export const androidNsc: PolicyFormat = {
  format: 'android-nsc',
  name: 'Android network security config',
  fileExtension: 'xml',
  recognises: isAndroidConfig,
  read: (input) => readAs('android-nsc', input),
  write: (policy) => writeAs(policy, false),
};

/** Stands before `androidNsc`: the same file with more in it. */
export const trustKitAndroid: PolicyFormat = {
  format: 'trustkit-android',
  name: 'TrustKit for Android',
  fileExtension: 'xml',
  recognises: isTrustKitConfig,
  read: (input) => readAs('trustkit-android', input),
  write: (policy) => writeAs(policy, true),
};
