/**
 * Android's network security configuration, as Android 7 and later read it (XmlConfigSource.java, NetworkSecurityConfig
 * .java): nested `domain-config`s inherit the pins of the one around them, a `pin-set` of their own takes their place, a
 * name may stand once, the longest name decides. Refused is what Android refuses, since such an app fails to connect:
 * a name twice, a `domain-config` without a name, other digests than SHA-256, hashes of another length, days that do not
 * exist, two `pin-set`s in one. Elements it does not know are passed over, as there.
 */
import { fromBase64 } from '../../../common/pinning/base64.ts';
import { startOfDay } from '../../../common/pinning/expiry.ts';
import { canonicalHost, isAddress } from '../../../common/pinning/host-pattern.ts';
import { pinFromHash } from '../../../common/pinning/pin.ts';
import type { PolicyProblem } from '../../../common/pinning/policy.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import type { FormatProblems } from './policy-format.ts';
import type { XmlElement } from './xml-element.ts';

export interface PinSetElement {
  readonly expires: string | null;
  readonly pins: readonly string[];
}

export interface DomainConfig {
  readonly domains: readonly { readonly domain: string; readonly includeSubdomains: boolean }[];
  /** Its own, or that of the one around it. Null: none. */
  readonly pinSet: PinSetElement | null;
  /** TrustKit's own attribute, with the same inheritance; null: not given. */
  readonly enforcePinning: boolean | null;
  readonly element: XmlElement;
}

export interface NetworkSecurityConfig {
  readonly configs: readonly DomainConfig[];
  readonly notes: readonly string[];
}

class ConfigReader {
  readonly problems: PolicyProblem[] = [];
  readonly notes = new Set<string>();
  readonly #seen = new Set<string>();

  readAll(root: XmlElement): readonly DomainConfig[] {
    const configs: DomainConfig[] = [];
    const once = new Set<string>();
    for (const element of root.children) {
      if (element.name === 'domain-config') configs.push(...this.#readConfig(element, null));
      if (element.name !== 'base-config' && element.name !== 'debug-overrides') continue;
      if (once.has(element.name)) this.#report(element, `a second <${element.name}>`, 'one');
      once.add(element.name);
      this.#readOutside(element);
    }
    return configs;
  }

  #report(element: XmlElement, found: string, expected: string): void {
    this.problems.push({ path: element.place, found, expected });
  }

  /** `base-config` and `debug-overrides`: no pins in them, but anchors that switch pins off. */
  #readOutside(element: XmlElement): void {
    const isDebug = element.name === 'debug-overrides';
    for (const child of element.children) {
      if (['domain', 'pin-set', 'domain-config'].includes(child.name)) {
        if (isDebug)
          this.notes.add(`<${child.name}> inside <debug-overrides>: a debug build would not start with it.`);
        else
          this.#report(
            child,
            `<${child.name}>`,
            'no such element in <base-config>: pins stand in a <domain-config>',
          );
      }
      this.#readAnchors(child, isDebug);
    }
  }

  #readAnchors(element: XmlElement, isDebug: boolean): void {
    if (element.name !== 'trust-anchors') return;
    for (const { name, attributes } of element.children) {
      if (name !== 'certificates') continue;
      const overrides = booleanOf(attributes.get('overridePins')) ?? isDebug;
      const source = attributes.get('src') ?? 'no source';
      if (!overrides) continue;
      const when = isDebug ? 'In debug builds, chains' : 'Chains';
      this.notes.add(
        `${when} that end at an authority of "${source}" are not held to the pins (overridePins).`,
      );
    }
  }

  #readConfig(element: XmlElement, parent: DomainConfig | null): readonly DomainConfig[] {
    const domains: { domain: string; includeSubdomains: boolean }[] = [];
    let pinSet: PinSetElement | null = null;
    let enforcePinning: boolean | null = null;
    for (const child of element.children) {
      switch (child.name) {
        case 'domain':
          domains.push(...this.#readDomain(child));
          break;
        case 'pin-set':
          if (pinSet !== null) this.#report(child, 'a second <pin-set>', 'one in each <domain-config>');
          pinSet = this.#readPinSet(child);
          break;
        case 'trust-anchors':
          this.#readAnchors(child, false);
          break;
        case 'trustkit-config':
          enforcePinning = javaBoolean(child.attributes.get('enforcePinning'));
          break;
      }
    }
    if (!element.children.some(({ name }) => name === 'domain')) {
      this.#report(element, '<domain-config> without <domain>', 'at least one <domain> in it');
    }
    const config: DomainConfig = {
      domains,
      pinSet: pinSet ?? parent?.pinSet ?? null,
      enforcePinning: enforcePinning ?? parent?.enforcePinning ?? null,
      element,
    };
    const nested = element.children.filter(({ name }) => name === 'domain-config');
    return [config, ...nested.flatMap((child) => this.#readConfig(child, config))];
  }

  #readDomain(element: XmlElement): readonly { domain: string; includeSubdomains: boolean }[] {
    const domain = element.text.trim().toLowerCase();
    if (domain === '' || element.children.length > 0) {
      this.#report(element, domain === '' ? 'nothing' : 'elements', 'a domain name');
      return [];
    }
    if (this.#seen.has(domain))
      this.#report(element, `${domain} a second time`, 'each name once in the file');
    this.#seen.add(domain);
    const includeSubdomains = booleanOf(element.attributes.get('includeSubdomains')) ?? false;
    this.#noteName(domain, includeSubdomains);
    return [{ domain, includeSubdomains }];
  }

  #noteName(domain: string, includeSubdomains: boolean): void {
    const canonical = canonicalHost(domain);
    if (domain.endsWith('.') || domain.includes('*') || !canonical.ok) {
      this.notes.add(`"${domain}" is for no host: Android compares it as text with the name in a URL.`);
    } else if (canonical.value !== domain) {
      this.notes.add(
        `"${domain}" is for no host: a URL has it as ${canonical.value}, and Android compares texts.`,
      );
    } else if (isAddress(domain) && includeSubdomains) {
      this.notes.add(`${domain} is an address, which has no subdomains.`);
    }
  }

  #readPinSet(element: XmlElement): PinSetElement {
    const expiration = element.attributes.get('expiration') ?? null;
    const expires = expiration?.trim() ?? null;
    if (expires !== null && startOfDay(expires) === null) {
      this.#report(element, `expiration="${expires}"`, 'a day of the calendar, such as "2027-06-30"');
    }
    const pins = element.children.filter(({ name }) => name === 'pin').flatMap((pin) => this.#readPin(pin));
    return { expires, pins: [...new Set(pins)] };
  }

  #readPin(element: XmlElement): readonly string[] {
    const digest = element.attributes.get('digest');
    if (digest?.toUpperCase() !== 'SHA-256') {
      this.#report(element, digest === undefined ? 'no digest' : `digest="${digest}"`, 'digest="SHA-256"');
      return [];
    }
    const text = element.text.trim();
    // Android's decoder passes over white space, and missing padding with it.
    const base64 = text.replaceAll(/\s+/g, '');
    const bytes = /^[^=]*={0,2}$/.test(base64) ? fromBase64(base64) : null;
    if (bytes?.length === 32) return [pinFromHash('sha256', bytes).text];
    const found = text === '' ? 'nothing' : `"${text.slice(0, 80)}"`;
    this.#report(
      element,
      bytes === null ? found : `${found}, which holds ${bytes.length} bytes`,
      '32 bytes in base64',
    );
    return [];
  }
}

/** As Android's resource parser: `true` and `false`, compiled ones as numbers. */
const booleanOf = (text: string | undefined): boolean | null => {
  if (text === undefined) return null;
  return text === 'true' || (text !== 'false' && text !== '0' && /^-?\d+$/.test(text));
};

/** As `Boolean.parseBoolean`: whatever is not `true` is false. */
const javaBoolean = (text: string | undefined): boolean | null =>
  text === undefined ? null : text.toLowerCase() === 'true' || text === '-1';

export const readNetworkSecurityConfig = (
  root: XmlElement,
): Result<NetworkSecurityConfig, FormatProblems> => {
  if (root.name !== 'network-security-config') {
    return failure([{ path: root.place, found: `<${root.name}>`, expected: '<network-security-config>' }]);
  }
  const reader = new ConfigReader();
  const configs = reader.readAll(root);
  return reader.problems.length > 0
    ? failure(reader.problems)
    : success({ configs, notes: [...reader.notes] });
};
