/**
 * What is to be checked: URLs or hosts from the command line or a file, one a line, or every host that the policy names
 * exactly. A line nobody can read refuses the whole file, because a target left out would pass unseen.
 */
import type { ClientPolicy, RuleScope } from '../../../common/pinning/clients/client-policy.ts';
import { canonicalHost, parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import { type Result, failure, success } from '../../../common/result.ts';

/** More is a mistake in a script, and would take a day. */
const maximumTargets = 100_000;
const maximumLength = 8_192;
const maximumTold = 20;

/** Reads `https://host/path`, `http://…`, `host` or `host:port`; the error is a sentence. Gives a URL without a fragment. */
export const parseTarget = (text: string): Result<string, string> => {
  // A refused line may land in the log of a CI, a password should not.
  const safe = text.replace(/\/\/[^/@]*@/, '//…@');
  const shown = `“${safe.length > 80 ? `${safe.slice(0, 80)}…` : safe}”`;
  if (text.length > maximumLength)
    return failure(`${shown} is longer than ${maximumLength} characters, which no URL needs.`);
  // The URL parser would drop tabs and line ends from anywhere, and check another address than the one written.
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(text)) return failure(`${shown} holds a space or a control character.`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase() ?? null;
  if (scheme !== null && scheme !== 'https' && scheme !== 'http')
    return failure(`${shown} is neither https:// nor http://: only those are checked.`);
  const written = scheme === null ? `https://${text}` : text;
  if (!URL.canParse(written))
    return failure(`${shown} is no URL and no host. Write https://host/path, host or host:port.`);
  const url = new URL(written);
  if (url.username !== '' || url.password !== '')
    return failure(`${shown} holds a user name or password. Leave it out: the check sends none.`);
  const host = canonicalHost(url.hostname);
  if (!host.ok) return failure(`${shown} names no host that can be pinned. ${host.error}`);
  url.hash = '';
  return success(url.href);
};

/** One target a line; empty lines do not count, nor does what follows a `#` at the start or after a space. The error is one or more lines. */
export const parseTargetLines = (text: string, name: string): Result<readonly string[], string> => {
  const targets: string[] = [];
  const faults: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    // Without a space before it a “#” begins the fragment of a URL.
    const trimmed = line.replace(/(^|\s)#.*$/, '').trim();
    if (trimmed === '') continue;
    const target = parseTarget(trimmed);
    if (target.ok) targets.push(target.value);
    else faults.push(`${name}, line ${index + 1}: ${target.error}`);
    if (targets.length > maximumTargets)
      return failure(`${name} holds more than ${maximumTargets} targets. Split it.`);
  }
  const more = faults.length - maximumTold;
  if (faults.length > 0)
    return failure(
      [...faults.slice(0, maximumTold), ...(more > 0 ? [`${name}: and ${more} more.`] : [])].join('\n'),
    );
  return success(targets);
};

export interface PolicyTargets {
  readonly targets: readonly string[];
  /** Sentences: what of the policy names no single host. */
  readonly leftOut: readonly string[];
}

/** Every host that the policy names exactly, as a URL. */
export const targetsOfPolicy = (policy: ClientPolicy): PolicyTargets => {
  const targets = new Set<string>();
  const leftOut = new Set<string>();
  for (const { scope } of policy.rules) {
    const { host, leaves } = hostOf(scope);
    if (host !== null) targets.add(`https://${host.includes(':') ? `[${host}]` : host}/`);
    if (leaves !== null) leftOut.add(leaves);
  }
  return { targets: [...targets], leftOut: [...leftOut] };
};

const hostOf = (scope: RuleScope): { readonly host: string | null; readonly leaves: string | null } => {
  switch (scope.kind) {
    case 'every-host':
      return { host: null, leaves: 'The policy is for whatever host is asked for: name the hosts to check.' };
    case 'pattern': {
      const pattern = parseHostPattern(scope.pattern);
      if (pattern.ok && pattern.value.kind === 'exact') return { host: pattern.value.host, leaves: null };
      return {
        host: null,
        leaves: `${scope.pattern} was not checked: a wildcard names no host. Name its hosts to check them.`,
      };
    }
    case 'domain': {
      const host = canonicalHost(scope.domain);
      if (!host.ok)
        return { host: null, leaves: `${scope.domain} was not checked: it is no host name. ${host.error}` };
      return {
        host: host.value,
        leaves: scope.includeSubdomains
          ? `Of ${scope.domain} only the domain itself was checked, not its subdomains. Name them to check them.`
          : null,
      };
    }
  }
};
