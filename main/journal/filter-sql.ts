/**
 * A filter as SQL over the kinds of connections, with every value bound, and as bounds on the numbers and the pages of a row. The
 * SQL answers with the kinds; a row then matches when its kind is among them and all else is within the bounds.
 */
import { domainToASCII } from 'node:url';
import type { Filter, FilterCondition, FilterTime, NumberRange } from '../../common/filter/filter.ts';
import type { WeaknessKind } from '../../common/weakness.ts';
import type { SqlValue } from './sqlite.ts';

export interface KindQuery {
  /** For `WHERE`, over `kind` (connectionKinds) and `hosts`. */
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** One condition on a row's numbers. */
export interface RowBound {
  readonly of: 'startedAt' | 'epoch';
  readonly isNegated: boolean;
  /** Both included; any of them. */
  readonly ranges: readonly NumberRange[];
}

/** One condition on the pages whose requests went over a connection. */
export interface PageBound {
  readonly isNegated: boolean;
  /** Any of them. */
  readonly values: readonly string[];
}

export interface CompiledFilter {
  readonly kinds: KindQuery;
  readonly rows: readonly RowBound[];
  readonly pages: readonly PageBound[];
}

interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** `now` (epoch ms) is what `since:2h` counts from. */
export function compileFilter(filter: Filter, now: number): CompiledFilter {
  const rows: RowBound[] = [];
  const kinds: Sql[] = [];
  const pages: PageBound[] = [];
  for (const condition of filter) {
    if (condition.key === 'page') {
      pages.push(condition);
      continue;
    }
    const bound = rowBound(condition, now);
    if (bound === null) kinds.push(kindCondition(condition));
    else rows.push(bound);
  }
  return {
    kinds: {
      where: kinds.length === 0 ? 'true' : kinds.map(({ text }) => text).join(' AND '),
      values: kinds.flatMap(({ values }) => values),
    },
    rows,
    pages,
  };
}

/** null: a condition on the kind. */
function rowBound(condition: FilterCondition, now: number): RowBound | null {
  const { key, isNegated } = condition;
  if (key === 'epoch') return { of: 'epoch', isNegated, ranges: condition.values };
  if (key === 'since') {
    const ranges = condition.values.map((time) => ({
      from: momentOf(time, now),
      to: Number.POSITIVE_INFINITY,
    }));
    return { of: 'startedAt', isNegated, ranges };
  }
  if (key === 'until') {
    // Before that moment, not at it; a start has fractions of a millisecond.
    const ranges = condition.values.map((time) => ({ from: 0, to: momentOf(time, now) - 0.001 }));
    return { of: 'startedAt', isNegated, ranges };
  }
  return null;
}

const momentOf = (time: FilterTime, now: number): number => (time.kind === 'ago' ? now - time.ms : time.ms);

/** Absent values are neither true nor false in SQL; here they do not match, and so match when negated. */
function kindCondition(condition: FilterCondition): Sql {
  const alternatives = condition.values.map((value) => alternative(condition.key, value));
  const either = alternatives.map(({ text }) => text).join(' OR ');
  return {
    text: `(${either}) IS ${condition.isNegated ? 'NOT ' : ''}TRUE`,
    values: alternatives.flatMap(({ values }) => values),
  };
}

const searchedByWord = [
  'hosts.name',
  'kind.address',
  'kind.sni',
  'kind.errorCode',
  'kind.routeText',
  'kind.routeInterceptor',
  'kind.tlsVersion',
  'kind.cipherSuite',
  'kind.verdict',
];

function alternative(key: FilterCondition['key'], value: FilterCondition['values'][number]): Sql {
  if (typeof value === 'object') {
    if (key !== 'port' || !('from' in value)) throw new Error(`${key} is no condition on a kind`);
    return { text: 'kind.port BETWEEN ? AND ?', values: [value.from, value.to] };
  }
  switch (key) {
    case 'word': {
      const pattern = contains(hostText(value));
      const plain = contains(value.toLowerCase());
      return {
        text: searchedByWord.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR '),
        values: searchedByWord.map((_, index) => (index === 0 ? pattern : plain)),
      };
    }
    case 'host':
      return like('hosts.name', hostText(value));
    case 'address':
      return like('kind.address', value);
    case 'route': {
      const [text, interceptor] = [like('kind.routeText', value), like('kind.routeInterceptor', value)];
      return { text: `${text.text} OR ${interceptor.text}`, values: [...text.values, ...interceptor.values] };
    }
    case 'tls':
      return like('kind.tlsVersion', value);
    case 'cipher':
      return like('kind.cipherSuite', value);
    case 'alpn':
      return value.toLowerCase() === 'none'
        ? { text: 'kind.alpn IS NULL', values: [] }
        : like('kind.alpn', value);
    case 'error':
      return like('kind.errorCode', value);
    case 'sni':
      return like('kind.sni', hostText(value));
    case 'verdict':
    case 'action':
    case 'protocol':
      return { text: `kind.${key} = ?`, values: [value] };
    case 'trial':
      return { text: 'kind.reportOnlyVerdict = ?', values: [value] };
    case 'mode':
      return value === 'none'
        ? { text: 'kind.mode IS NULL', values: [] }
        : { text: 'kind.mode = ?', values: [value] };
    case 'sent':
      return { text: 'kind.hasSent = ?', values: [value === 'some' ? 1 : 0] };
    case 'weakened':
      return { text: weakenedBy[value as WeaknessKind], values: [] };
    case 'has':
      return { text: present[value] ?? 'false', values: [] };
    case 'pin': {
      const start = value.startsWith('sha256/') ? value : `sha256/${value}`;
      return onChain(`substr(facts ->> '$.spkiSha256', 1, ${start.length}) = ?`, start);
    }
    case 'cert':
      return onChain(`substr(certSha256, 1, ${value.length}) = ?`, value);
    case 'subject':
      return onChain(`facts ->> '$.subject' LIKE ? ESCAPE '\\'`, contains(value));
    case 'issuer':
      return onChain(`facts ->> '$.issuer' LIKE ? ESCAPE '\\'`, contains(value));
    case 'page':
    case 'port':
    case 'epoch':
    case 'since':
    case 'until':
      throw new Error(`${key} is no text of a kind`);
  }
}

const present: Readonly<Record<string, string>> = {
  interceptor: 'kind.routeInterceptor IS NOT NULL',
  error: 'kind.errorCode IS NOT NULL',
  chain: 'coalesce(kind.presentedChainId, kind.validatedChainId) IS NOT NULL',
  trial: 'kind.reportOnlyVerdict IS NOT NULL',
  remembered: 'kind.remembered = 1',
};

/** As `whatWeakened` finds it. */
const weakenedBy: Readonly<Record<WeaknessKind, string>> = {
  interceptor: 'kind.routeInterceptor IS NOT NULL AND kind.address IS NOT NULL',
  'trusted-ca': 'kind.isTrustedByHand = 1',
  override: 'kind.isLedElsewhere = 1',
  'report-only': "kind.action = 'allowed' AND kind.verdict IN ('mismatch', 'cleartext')",
  'pins-ended': 'kind.hasEndedPins = 1',
  unpinned: "kind.action = 'allowed' AND kind.verdict = 'unpinned'",
};

/** On the chain as presented or as validated. */
const onChain = (test: string, value: string): Sql => {
  const chains = `SELECT chainId FROM chainCertificates JOIN certificates ON certificates.id = certificateId WHERE ${test}`;
  return {
    text: `coalesce(kind.presentedChainId, 0) IN (${chains}) OR coalesce(kind.validatedChainId, 0) IN (${chains})`,
    values: [value, value],
  };
};

/** With a star, the whole text; without, a part of it. `LIKE` does not mind the case of ASCII. */
const like = (column: string, value: string): Sql => ({
  text: `${column} LIKE ? ESCAPE '\\'`,
  values: [value.includes('*') ? escapeLike(value).replace(/\*+/g, '%') : contains(value)],
});

const contains = (value: string): string => `%${escapeLike(value)}%`;
const escapeLike = (value: string): string => value.replace(/[\\%_]/g, '\\$&');

/** Names are kept in lower case and punycode; a person may type neither. */
export function hostText(host: string): string {
  const lower = host.toLowerCase();
  // eslint-disable-next-line no-control-regex -- ASCII begins with control characters
  return /^[\x00-\x7f]*$/.test(lower) || lower.includes('*') ? lower : domainToASCII(lower) || lower;
}
