/**
 * Keeps the journal within an age and a size, oldest connections first, each with its requests and with the
 * verifications, chains, certificates and hosts that nothing else refers to. Done in slices: whoever drives the
 * generator writes what is waiting between two of them.
 */
import { statSync } from 'node:fs';
import type { Database } from './sqlite.ts';

export interface Retention {
  /** Older rows go; null: age does not matter. */
  readonly days: number | null;
  /** 1 MB is 1,048,576 bytes, of the file and its log together; null: size does not matter. */
  readonly megabytes: number | null;
}

const dayMs = 24 * 60 * 60 * 1_000;
const megabyte = 1_048_576;
/** Some milliseconds of work. */
const sliceRows = 250;
const smallestSliceRows = 10;
const pageBytes = 4_096;
const largestLogBytes = 4 * megabyte;
const slicePages = 256;
/** Trimmed below the limit, and room left for the log, so that the next row does not start it again. */
const trimmedShare = 0.9;

/** One step is one slice; `onRemoved` is called after each slice that removed rows, when ids must be forgotten. */
export function* trim(
  database: Database,
  path: string | null,
  { days, megabytes }: Retention,
  now: number,
  onRemoved: (connectionIds: readonly number[]) => void,
): Generator<undefined, void, undefined> {
  if (days !== null) {
    for (;;) {
      const removed = removeSlice(database, now - days * dayMs, sliceRows);
      if (removed.rows === 0) break;
      onRemoved(removed.connectionIds);
      yield;
    }
  }
  if (megabytes !== null) yield* trimToSize(database, path, megabytes * megabyte, onRemoved);
  yield* vacuum(database);
}

function* trimToSize(
  database: Database,
  path: string | null,
  limitBytes: number,
  onRemoved: (connectionIds: readonly number[]) => void,
): Generator<undefined, void, undefined> {
  // Written back at an eighth of the size at the latest, so that a small journal is not mostly log.
  const logBytes = Math.min(largestLogBytes, limitBytes / 8);
  database.exec(
    `PRAGMA wal_autocheckpoint = ${Math.floor(logBytes / pageBytes)}; PRAGMA journal_size_limit = ${logBytes}`,
  );
  if (bytesOnDisk(database, path) <= limitBytes) return;
  // The log holds pages that are in the file too: written back and emptied, it may be enough.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  yield;
  yield* vacuum(database);
  if (bytesOnDisk(database, path) <= limitBytes) return;
  for (;;) {
    const excessPages = (usedBytes(database) - limitBytes * trimmedShare + logBytes) / pageBytes;
    if (excessPages <= 0) break;
    // A large row frees a page or more: with no more rows than that, little goes that could have stayed.
    const rows = Math.min(sliceRows, Math.max(smallestSliceRows, Math.floor(excessPages)));
    const horizon = oldestSliceEnd(database, rows);
    const removed = horizon === null ? null : removeSlice(database, horizon, rows);
    if (removed === null || removed.rows === 0) break;
    onRemoved(removed.connectionIds);
    yield;
  }
  yield* vacuum(database);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

export function bytesOnDisk(database: Database, path: string | null): number {
  const log = path === null ? undefined : statSync(`${path}-wal`, { throwIfNoEntry: false });
  return database.pragma('page_count') * database.pragma('page_size') + (log?.size ?? 0);
}

const usedBytes = (database: Database): number =>
  (database.pragma('page_count') - database.pragma('freelist_count')) * database.pragma('page_size');

function* vacuum(database: Database): Generator<undefined, void, undefined> {
  for (let free = database.pragma('freelist_count'); free > 0;) {
    database.exec(`PRAGMA incremental_vacuum(${slicePages})`);
    yield;
    const left = database.pragma('freelist_count');
    // Pages of a file that was begun without auto_vacuum never come free.
    if (left >= free) return;
    free = left;
  }
}

/** The time of the last row of the oldest slice; null when the journal is empty. */
function oldestSliceEnd(database: Database, rows: number): number | null {
  for (const [table, column] of [
    ['connections', 'startedAt'],
    ['requests', 'startedAt'],
    ['verifications', 'at'],
    ['interceptorEvents', 'at'],
  ] as const) {
    const row = database
      .statement(
        `SELECT max(time) AS time FROM (SELECT ${column} AS time FROM ${table} ORDER BY ${column} LIMIT ?)`,
      )
      .get(rows);
    if (row?.time !== null && row?.time !== undefined) return Number(row.time);
  }
  return null;
}

interface RemovedSlice {
  readonly rows: number;
  readonly connectionIds: readonly number[];
}

/** Removes up to `rows` rows of each table from before or at `horizon` (epoch ms). */
function removeSlice(database: Database, horizon: number, rows: number): RemovedSlice {
  return database.transaction(() => {
    const connections = database
      .statement(
        `DELETE FROM connections WHERE id IN
           (SELECT id FROM connections WHERE startedAt <= ? ORDER BY startedAt LIMIT ?)
         RETURNING id, hostId, verificationId`,
      )
      .all(horizon, rows);
    const requests = [
      ...database
        .statement(
          'DELETE FROM requests WHERE connectionId IN (SELECT value FROM json_each(?)) RETURNING hostId',
        )
        .all(list(connections, 'id')),
      ...database
        .statement(
          `DELETE FROM requests WHERE id IN
             (SELECT id FROM requests WHERE startedAt <= ? ORDER BY startedAt LIMIT ?)
           RETURNING hostId`,
        )
        .all(horizon, rows),
    ];
    // Those of the connections that went, and those that no connection ever rested on.
    const verifications = database
      .statement(
        `DELETE FROM verifications WHERE id IN (
           SELECT id FROM verifications AS candidate
           WHERE id IN (
               SELECT value FROM json_each(?)
               UNION SELECT id FROM (SELECT id FROM verifications WHERE at <= ? ORDER BY at LIMIT ?))
             AND NOT EXISTS (SELECT 1 FROM connections WHERE verificationId = candidate.id))
         RETURNING presentedChainId, validatedChainId`,
      )
      .all(list(connections, 'verificationId'), horizon, rows);
    const events = database
      .statement(
        `DELETE FROM interceptorEvents WHERE id IN
           (SELECT id FROM interceptorEvents WHERE at <= ? ORDER BY at LIMIT ?)
         RETURNING id`,
      )
      .all(horizon, rows);
    removeUnreferenced(
      database,
      [...column(connections, 'hostId'), ...column(requests, 'hostId')],
      [...column(verifications, 'presentedChainId'), ...column(verifications, 'validatedChainId')],
    );
    return {
      rows: connections.length + requests.length + verifications.length + events.length,
      connectionIds: connections.map(({ id }) => Number(id)),
    };
  });
}

/** Removes these connections with their requests and with what nothing else refers to. */
export function removeConnections(database: Database, connectionIds: readonly number[]): void {
  database.transaction(() => {
    const ids = JSON.stringify(connectionIds);
    const connections = database
      .statement(
        'DELETE FROM connections WHERE id IN (SELECT value FROM json_each(?)) RETURNING hostId, verificationId',
      )
      .all(ids);
    const requests = database
      .statement(
        'DELETE FROM requests WHERE connectionId IN (SELECT value FROM json_each(?)) RETURNING hostId',
      )
      .all(ids);
    const verifications = database
      .statement(
        `DELETE FROM verifications WHERE id IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM connections WHERE verificationId = verifications.id)
         RETURNING presentedChainId, validatedChainId`,
      )
      .all(list(connections, 'verificationId'));
    removeUnreferenced(
      database,
      [...column(connections, 'hostId'), ...column(requests, 'hostId')],
      [...column(verifications, 'presentedChainId'), ...column(verifications, 'validatedChainId')],
    );
  });
}

function removeUnreferenced(
  database: Database,
  hostIds: readonly unknown[],
  chainIds: readonly unknown[],
): void {
  database
    .statement(
      `DELETE FROM connectionKinds WHERE hostId IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM connections WHERE kindId = connectionKinds.id)`,
    )
    .run(JSON.stringify([...new Set(hostIds)]));
  database
    .statement(
      `DELETE FROM hosts WHERE id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM connections WHERE hostId = hosts.id)
         AND NOT EXISTS (SELECT 1 FROM connectionKinds WHERE hostId = hosts.id)
         AND NOT EXISTS (SELECT 1 FROM requests WHERE hostId = hosts.id)`,
    )
    .run(JSON.stringify([...new Set(hostIds)]));
  const chains = database
    .statement(
      `DELETE FROM chains WHERE id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM verifications WHERE presentedChainId = chains.id)
         AND NOT EXISTS (SELECT 1 FROM verifications WHERE validatedChainId = chains.id)
       RETURNING certificateIds`,
    )
    .all(JSON.stringify([...new Set(chainIds)]));
  const certificateIds = column(chains, 'certificateIds').flatMap((ids) =>
    String(ids).split(',').map(Number),
  );
  database
    .statement(
      `DELETE FROM certificates WHERE id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM chainCertificates WHERE certificateId = certificates.id)`,
    )
    .run(JSON.stringify([...new Set(certificateIds)]));
}

const column = (rows: readonly Record<string, unknown>[], name: string): unknown[] =>
  rows.map((row) => row[name]).filter((value) => value !== null);

const list = (rows: readonly Record<string, unknown>[], name: string): string =>
  JSON.stringify(column(rows, name));
