/**
 * curl's `--connect-to HOST1:PORT1:HOST2:PORT2`: connections for the first are made to the second; the name that the
 * certificate is checked for stays. An empty part means any on the left, unchanged on the right. IPv6 in brackets.
 */
import { bracketed } from './bracketed.ts';
import { type Result, failure, success } from './result.ts';

export interface NameOverride {
  /** Lower-case, IPv6 without brackets; empty: any. */
  readonly host: string;
  /** Null: any. */
  readonly port: number | null;
  /** Empty: unchanged. */
  readonly toHost: string;
  /** Null: unchanged. */
  readonly toPort: number | null;
}

const shape = /^(\[[^\]]*\]|[^:[\]\s]*):(\d*):(\[[^\]]*\]|[^:[\]\s]*):(\d*)$/;

/** The error is a sentence that begins with the text. */
export const parseNameOverride = (text: string): Result<NameOverride, string> => {
  const match = shape.exec(text);
  if (match === null)
    return failure(
      `${text}: write HOST1:PORT1:HOST2:PORT2, an IPv6 address in brackets; an empty part means any, or unchanged.`,
    );
  const [host, port, toHost, toPort] = [match[1], match[2], match[3], match[4]].map((part = '') => part);
  const ports = [toPortNumber(port), toPortNumber(toPort)];
  if (ports.includes('none')) return failure(`${text}: a port is a number from 1 to 65535.`);
  return success({
    host: bare(host ?? '').toLowerCase(),
    port: ports[0] as number | null,
    toHost: bare(toHost ?? ''),
    toPort: ports[1] as number | null,
  });
};

/** The four parts as a form has them. */
export interface TypedOverride {
  readonly host: string;
  readonly port: string;
  readonly toHost: string;
  readonly toPort: string;
}

/** What is wrong with each part, as a sentence; nothing: it can be an override. Stricter than curl, which takes any text for a name. */
export const overrideProblems = (typed: TypedOverride): Partial<Record<keyof TypedOverride, string>> => {
  const found: Partial<Record<keyof TypedOverride, string>> = {};
  for (const part of ['host', 'toHost'] as const) {
    const problem = hostProblem(typed[part].trim(), part === 'host' ? 'for every host' : 'for the same host');
    if (problem !== null) found[part] = problem;
  }
  for (const part of ['port', 'toPort'] as const)
    if (!/^\d*$/.test(typed[part].trim()) || toPortNumber(typed[part].trim()) === 'none')
      found[part] = 'A port is a number from 1 to 65535.';
  return found;
};

const hostProblem = (host: string, meaningOfEmpty: string): string | null => {
  if (host === '') return null;
  if (host.includes('*')) return `No pattern, one name: leave it empty ${meaningOfEmpty}.`;
  if (isIpv6(bare(host))) return null;
  if (host.includes(':')) return 'A name or address alone: the port has its own field.';
  const ascii = URL.parse(`https://${host}/`)?.hostname ?? '';
  return /[\s/@?#]/.test(host) || !isName(ascii) ? 'This is no host name or address.' : null;
};

const isIpv6 = (host: string): boolean => host.includes(':') && URL.canParse(`https://[${host}]/`);

/** Labels as servers have them, underscores included; RFC 1035, 2.3.4 says how long. */
const isName = (host: string): boolean =>
  host.length <= 254 &&
  host
    .replace(/\.$/, '')
    .split('.')
    .every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));

/** As `parseNameOverride` reads it. */
export const nameOverrideText = ({ host, port, toHost, toPort }: NameOverride): string =>
  [bracketed(host), port ?? '', bracketed(toHost), toPort ?? ''].join(':');

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

const toPortNumber = (text = ''): number | null | 'none' => {
  if (text === '') return null;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : 'none';
};
