/** Values that connections in the journal have, for the completion of a filter. */
import type { SeenKey } from '../../common/filter/complete-filter.ts';
import type { Database } from './sqlite.ts';

export interface SeenQuery {
  readonly key: SeenKey;
  /** Part of the value; what begins with it comes first. */
  readonly typed: string;
  readonly limit: number;
}

const columns: Readonly<Record<Exclude<SeenKey, 'host' | 'page' | 'subject' | 'issuer'>, string>> = {
  port: 'port',
  address: 'address',
  route: 'coalesce(routeInterceptor, routeText)',
  tls: 'tlsVersion',
  cipher: 'cipherSuite',
  alpn: 'alpn',
  error: 'errorCode',
  sni: 'sni',
};

/** One seek a page, however many requests it made. */
const pages = `WITH RECURSIVE page(value) AS (
    SELECT min(pageUrl) FROM requests WHERE pageUrl IS NOT NULL
    UNION ALL SELECT (SELECT min(pageUrl) FROM requests WHERE pageUrl > page.value) FROM page WHERE value IS NOT NULL)
  SELECT value FROM page`;

const sourceOf = (key: SeenKey): string => {
  if (key === 'host') return 'SELECT name AS value FROM hosts';
  if (key === 'page') return pages;
  if (key === 'subject' || key === 'issuer') return `SELECT facts ->> '$.${key}' AS value FROM certificates`;
  return `SELECT ${columns[key]} AS value FROM connectionKinds`;
};

export function seenValues(database: Database, { key, typed, limit }: SeenQuery): string[] {
  return database
    .statement(
      `SELECT DISTINCT CAST(value AS TEXT) AS value FROM (${sourceOf(key)})
       WHERE value IS NOT NULL AND instr(lower(value), ?) > 0
       ORDER BY instr(lower(value), ?) > 1, length(value), value LIMIT ?`,
    )
    .all(typed.toLowerCase(), typed.toLowerCase(), limit)
    .map(({ value }) => String(value));
}
