/**
 * The chains that hosts showed, from a file: PEM or PKCS#7 with one or many chains in any order, or the JSON of a report or
 * of `evaluate` (an object, a list, or a line each). A certificate's own names are its hosts.
 */
import type { SeenCertificate, SeenChain } from '../../common/pinning/seen-chain.ts';
import { canonicalHost } from '../../common/pinning/host-pattern.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { orderChain } from './next-material.ts';
import { readCertificates, type ReadItem } from './read-certificates.ts';

type CertificateItem = Extract<ReadItem, { readonly kind: 'certificate' }>;

const hostsOf = (subjectAltNames: readonly string[]): readonly string[] =>
  subjectAltNames.flatMap((name) => {
    const text = /^(?:DNS|IP):(.*)$/.exec(name)?.[1];
    if (text === undefined) return [];
    const wildcard = text.startsWith('*.') ? '*.' : '';
    const host = canonicalHost(text.slice(wildcard.length));
    return host.ok ? [`${wildcard}${host.value}`] : [];
  });

/** One chain for each certificate that is no authority; the authorities in the file may serve several. */
const chainsOf = (items: readonly CertificateItem[]): readonly SeenChain[] => {
  const authorities = items.filter(({ facts }) => facts.isCa);
  return items
    .filter(({ facts }) => !facts.isCa)
    .map((leaf) => ({
      hosts: hostsOf(leaf.facts.subjectAltNames),
      certificates: orderChain([leaf, ...authorities]).chain.map(({ facts }) => facts),
      lastSeenAt: null,
    }));
};

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fields = ['subject', 'issuer', 'notBefore', 'notAfter', 'spkiSha256', 'certSha256'] as const;

const toSeenCertificate = (value: unknown): SeenCertificate | null =>
  isObject(value) && fields.every((field) => typeof value[field] === 'string')
    ? (Object.fromEntries(fields.map((field) => [field, value[field]])) as unknown as SeenCertificate)
    : null;

/** A chain that failed validation is no host's: anybody could have shown it. */
const toSeenChain = (value: unknown): readonly SeenChain[] => {
  if (!isObject(value) || typeof value.host !== 'string' || !Array.isArray(value.chain)) return [];
  if (value.trust === 'failed') return [];
  const host = canonicalHost(value.host);
  const certificates = (value.chain as readonly unknown[]).map(toSeenCertificate);
  const whole = certificates.filter((certificate) => certificate !== null);
  return host.ok && whole.length > 0 && whole.length === certificates.length
    ? [{ hosts: [host.value], certificates: whole, lastSeenAt: null }]
    : [];
};

/** The values of a JSON text, or of each of its lines; null: it is neither. */
const jsonValues = (text: string): readonly unknown[] | null => {
  const parse = (part: string): readonly unknown[] | null => {
    try {
      return [JSON.parse(part) as unknown];
    } catch {
      return null;
    }
  };
  const whole = parse(text);
  if (whole !== null) return whole;
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parse);
  return lines.includes(null) ? null : lines.flatMap((line) => line ?? []);
};

const resultsOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value as readonly unknown[];
  return isObject(value) && Array.isArray(value.results) ? (value.results as readonly unknown[]) : [value];
};

const readReport = (text: string): Result<readonly SeenChain[], string> => {
  const values = jsonValues(text);
  if (values === null) return failure('It begins like JSON, and is not JSON.');
  const chains = values.flatMap(resultsOf).flatMap(toSeenChain);
  return chains.length > 0
    ? success(chains)
    : failure(
        'It is JSON without a chain. Expected: a report (pinspect check --report json=FILE), or results of evaluate.',
      );
};

/** The error is a sentence. */
export const readSeenChains = (bytes: Uint8Array): Result<readonly SeenChain[], string> => {
  const start = Buffer.from(bytes.subarray(0, 64))
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '')
    .trimStart();
  if (/^[{[]/.test(start))
    return readReport(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    );
  const read = readCertificates(bytes);
  if (!read.ok) return failure(read.error.sentence);
  const chains = chainsOf(read.value.items.filter((item) => item.kind === 'certificate'));
  return chains.length > 0
    ? success(chains)
    : failure('It holds no server’s certificate, only authorities, requests or keys.');
};
