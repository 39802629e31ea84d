/**
 * Forward only: the file's `user_version` is the number of migrations it has been through. All that are missing run
 * in one transaction, so that a file is never between two versions.
 */
import { firstTables } from './migrations/0001-first-tables.ts';
import { connectionKinds } from './migrations/0002-connection-kinds.ts';
import { chainsByHost } from './migrations/0003-chains-by-host.ts';
import { pagesOfRequests } from './migrations/0004-pages-of-requests.ts';
import { connectionsOfPages } from './migrations/0005-connections-of-pages.ts';
import { whatWeakened } from './migrations/0006-what-weakened.ts';
import { possibleCarriers } from './migrations/0007-possible-carriers.ts';
import type { Database } from './sqlite.ts';

/** SQL texts; the place in the list, from 1, is the version that a text leads to. */
export const migrations: readonly string[] = [
  firstTables,
  connectionKinds,
  chainsByHost,
  pagesOfRequests,
  connectionsOfPages,
  whatWeakened,
  possibleCarriers,
];

export function migrate(database: Database, steps: readonly string[] = migrations): void {
  const version = database.pragma('user_version');
  if (version >= steps.length) return;
  database.transaction(() => {
    for (const sql of steps.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
}
