/** Takes rows out of the file for good: what a person removed and did not ask back. */
import type { LargestIds } from './journal-record.ts';
import { removeConnections } from './retention.ts';
import type { Removal } from './removal.ts';
import type { Database } from './sqlite.ts';

const tables: Readonly<Record<keyof LargestIds, string>> = {
  verification: 'verifications',
  connection: 'connections',
  request: 'requests',
  interceptorEvent: 'interceptorEvents',
};

export function removeRows(database: Database, removal: Removal): void {
  if (removal.kind === 'some') {
    removeConnections(database, removal.connectionIds);
    return;
  }
  // With enforcement on, each row would be looked up before it goes; off, whole tables are emptied at once.
  database.exec('PRAGMA foreign_keys = OFF');
  try {
    database.transaction(() => {
      for (const [kind, upTo] of Object.entries(removal.upTo)) {
        keepOnlyAbove(database, tables[kind as keyof LargestIds], Number(upTo));
      }
      database.exec(`
        DELETE FROM connectionKinds WHERE id NOT IN (SELECT kindId FROM connections);
        DELETE FROM hosts WHERE id NOT IN (SELECT hostId FROM connectionKinds UNION SELECT hostId FROM connections
          UNION SELECT hostId FROM requests);
        DELETE FROM chains WHERE id NOT IN (
          SELECT presentedChainId FROM verifications WHERE presentedChainId IS NOT NULL
          UNION SELECT validatedChainId FROM verifications WHERE validatedChainId IS NOT NULL);
        DELETE FROM chainCertificates WHERE chainId NOT IN (SELECT id FROM chains);
        DELETE FROM certificates WHERE id NOT IN (SELECT certificateId FROM chainCertificates);
      `);
    });
  } finally {
    database.exec('PRAGMA foreign_keys = ON');
  }
  database.exec('PRAGMA incremental_vacuum');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** The few newer rows step aside: emptying a table is one act, removing a million rows from it is a million. */
function keepOnlyAbove(database: Database, table: string, upTo: number): void {
  database.exec(`CREATE TEMP TABLE kept AS SELECT * FROM ${table} WHERE id > ${upTo};
    DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept; DROP TABLE kept`);
}
