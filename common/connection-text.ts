/** A connection as text: the facts of an export, and what is copied into a ticket. */
import { authorityOf, bracketed } from './bracketed.ts';
import { countedBytes } from './counted-bytes.ts';
import { quoteForShell } from './pinning/quote-for-shell.ts';
import type { ConnectionRow } from './records.ts';

/** Flat, with whole names, times in ISO 8601: the columns of a CSV and the keys of a JSON export. */
export const connectionFacts = (
  row: ConnectionRow,
): Readonly<Record<string, string | number | boolean | null>> => ({
  startedAt: new Date(row.startedAt).toISOString(),
  host: row.host,
  port: row.port,
  verdict: row.verdict,
  action: row.action,
  reportOnlyVerdict: row.reportOnlyVerdict,
  remembered: row.remembered,
  reason: row.reason,
  errorCode: row.errorCode,
  route: row.route.text,
  interceptor: row.route.interceptor,
  interceptorSaw: row.interceptorSaw === null ? null : row.interceptorSaw.kind,
  interceptorDetail: row.interceptorSaw?.detail ?? null,
  ledTo: row.route.ledTo,
  weakenedBy: orNull(row.weakened.map(({ kind }) => kind)),
  weakened: orNull(row.weakened.map(({ sentence }) => sentence)),
  address: row.address,
  protocol: row.protocol,
  tlsVersion: row.tlsVersion,
  cipherSuite: row.cipherSuite,
  alpn: row.alpn,
  sni: row.sni,
  ...countedBytes(row),
  connectedMs: row.connectedMs,
  decidedMs: row.decidedMs,
  closedMs: row.closedMs,
  epoch: row.epoch,
  id: row.id,
});

const orNull = (texts: readonly string[]): string | null =>
  texts.length === 0 ? null : [...new Set(texts)].join(' ');

/** One line a connection: `2026-06-01T12:00:00.000Z  MISMATCH blocked  api.example.com:443  reason`. */
export const connectionsAsText = (rows: readonly ConnectionRow[]): string =>
  rows
    .map(
      (row) =>
        `${new Date(row.startedAt).toISOString()}  ${row.verdict} ${row.action}  ${authorityOf(row)}  ${row.reason}`,
    )
    .join('\n');

const markdownCell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');

/** A table, ready for an issue. */
export const connectionsAsMarkdown = (rows: readonly ConnectionRow[]): string =>
  [
    '| Time | Verdict | Action | Host | Route | Reason |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => {
      const route = row.route.interceptor ?? row.route.text;
      const cells = [authorityOf(row), route, row.reason].map(markdownCell).join(' | ');
      return `| ${new Date(row.startedAt).toISOString()} | ${row.verdict} | ${row.action} | ${cells} |`;
    }),
  ].join('\n');

/** One command a host and port that ask for the same again, without what was sent: that is not kept. */
export const connectionsAsCurl = (rows: readonly ConnectionRow[]): string =>
  [
    ...new Set(
      rows.map((row) => {
        const scheme = row.protocol === 'tls' ? 'https' : 'http';
        const isUsual = row.port === (row.protocol === 'tls' ? 443 : 80);
        const host = bracketed(row.host);
        return `curl --verbose ${quoteForShell(`${scheme}://${host}${isUsual ? '' : `:${row.port}`}/`)}`;
      }),
    ),
  ].join('\n');
