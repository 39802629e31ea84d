/**
 * Writes records into an open journal: synchronous, one transaction a batch. Hosts, certificates and chains are kept
 * once and remembered by id; the memory is dropped whenever rows may have gone (rollback, clear, retention).
 */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { Connection, HttpRequest, Verification } from '../../common/records.ts';
import { kindColumns, kindId, signatureOf, verifiedFacts } from './connection-kind.ts';
import type { JournalRecord, LargestIds } from './journal-record.ts';
import { sqliteTrouble, type Database, type SqlValue } from './sqlite.ts';

type Columns = Readonly<Record<string, SqlValue>>;

/** More hosts and chains than one sitting meets; past it the memory starts anew. */
const rememberedIds = 20_000;

const upsertSql = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
   ON CONFLICT (id) DO UPDATE SET ${columns
     .slice(1)
     .map((column) => `${column} = excluded.${column}`)
     .join(', ')}`;

export class JournalStore {
  readonly #database: Database;
  readonly #ids = new Map<string, number>();
  readonly #upserts = new Map<string, string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * All of a batch or nothing is on disk when this returns. The result is the places of records that no table takes
   * (a bug in whoever made them): they are left out, so that one bad record cannot hold up the others.
   */
  write(batch: readonly JournalRecord[]): number[] {
    const refused: number[] = [];
    try {
      this.#database.transaction(() => {
        for (const [place, item] of batch.entries()) {
          try {
            this.#writeOne(item);
          } catch (error) {
            if (sqliteTrouble(error) !== 'bad-value') throw error;
            refused.push(place);
          }
        }
      });
    } catch (error) {
      this.forgetIds();
      throw error;
    }
    return refused;
  }

  /** The connections that rest on this verification. */
  connectionsOn(verificationId: number): number[] {
    return this.#database
      .statement('SELECT id FROM connections WHERE verificationId = ?')
      .all(verificationId)
      .map(({ id }) => Number(id));
  }

  forgetIds(): void {
    this.#ids.clear();
  }

  /** References count too: an id that a kept row points at must not name something else. */
  largestIds(): LargestIds {
    const largest = (...sources: readonly string[]): number =>
      Math.max(
        ...sources.map((source) => {
          const [table, column] = source.split('.');
          return Number(this.#database.statement(`SELECT max(${column}) AS id FROM ${table}`).get()?.id ?? 0);
        }),
      );
    return {
      verification: largest('verifications.id', 'connections.verificationId'),
      connection: largest('connections.id', 'requests.connectionId'),
      request: largest('requests.id'),
      interceptorEvent: largest('interceptorEvents.id'),
    };
  }

  #writeOne(item: JournalRecord): void {
    switch (item.kind) {
      case 'verification':
        this.#upsert('verifications', this.#verificationColumns(item.record));
        this.#renameKinds(item.record.id);
        return;
      case 'connection':
        this.#upsert('connections', this.#connectionColumns(item.record));
        return;
      case 'request':
        this.#upsert('requests', this.#requestColumns(item.record));
        return;
      case 'interceptor-event': {
        const { id, at, clientPort, kind, detail } = item.record;
        this.#upsert('interceptorEvents', { id, at, clientPort, kind, detail });
        return;
      }
    }
  }

  #upsert(table: string, columns: Columns): void {
    let sql = this.#upserts.get(table);
    if (sql === undefined) {
      sql = upsertSql(table, Object.keys(columns));
      this.#upserts.set(table, sql);
    }
    this.#database.statement(sql).run(...Object.values(columns));
  }

  #verificationColumns(verification: Verification): Columns {
    return {
      id: verification.id,
      at: verification.at,
      epoch: verification.epoch,
      host: verification.host,
      evaluation: JSON.stringify(verification.evaluation),
      action: verification.action,
      chromiumErrorCode: verification.chromiumErrorCode,
      chromiumResult: verification.chromiumResult,
      isIssuedByKnownRoot: Number(verification.isIssuedByKnownRoot),
      trustedByKind: verification.trustedBy.kind,
      trustedBySubject: verification.trustedBy.subject,
      presentedChainId: this.#chainId(verification.presentedChain),
      validatedChainId: this.#chainId(verification.validatedChain),
      reason: verification.reason,
      failureMessage: verification.failureMessage,
    };
  }

  #connectionColumns(connection: Connection): Columns {
    const { host, route, remembered, isNewVerification, ...same } = connection;
    const hostId = this.#hostId(host);
    return {
      id: same.id,
      startedAt: same.startedAt,
      epoch: same.epoch,
      hostId,
      port: same.port,
      address: same.address,
      localPort: same.localPort,
      routeText: route.text,
      routeInterceptor: route.interceptor,
      routeLedTo: route.ledTo,
      protocol: same.protocol,
      sni: same.sni,
      alpn: same.alpn,
      tlsVersion: same.tlsVersion,
      cipherSuite: same.cipherSuite,
      verdict: same.verdict,
      action: same.action,
      remembered: Number(remembered),
      verificationId: same.verificationId,
      isNewVerification: Number(isNewVerification),
      reason: same.reason,
      errorCode: same.errorCode,
      bytesSent: same.bytesSent,
      bytesReceived: same.bytesReceived,
      applicationBytesSent: same.applicationBytesSent,
      connectedMs: same.connectedMs,
      decidedMs: same.decidedMs,
      closedMs: same.closedMs,
      reportOnlyVerdict: same.reportOnlyVerdict,
      kindId: this.#kindId(connection, hostId),
    };
  }

  #requestColumns(request: HttpRequest): Columns {
    return {
      id: request.id,
      startedAt: request.startedAt,
      epoch: request.epoch,
      method: request.method,
      url: request.url,
      hostId: this.#hostId(hostOf(request.url)),
      pageUrl: request.pageUrl,
      resourceType: request.resourceType,
      status: request.status,
      error: request.error,
      fromCache: Number(request.fromCache),
      durationMs: request.durationMs,
      connectionId: request.connectionId,
      possibleConnectionIds:
        request.possibleConnectionIds.length === 0 ? null : JSON.stringify(request.possibleConnectionIds),
    };
  }

  #hostId(name: string): number {
    return this.#idOf(`host ${name}`, () => {
      this.#database.statement('INSERT INTO hosts (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
      return this.#database.statement('SELECT id FROM hosts WHERE name = ?').get(name);
    });
  }

  #kindId(connection: Connection, hostId: number): number {
    const columns = kindColumns(connection, hostId, verifiedFacts(this.#database, connection.verificationId));
    const signature = signatureOf(columns);
    return this.#idOf(`kind ${signature}`, () => kindId(this.#database, signature, columns));
  }

  /** A connection may be recorded before the verification it rests on: its kind then lacks the chains. */
  #renameKinds(verificationId: number): void {
    const kinds = this.#database
      .statement(
        `SELECT connections.id AS connectionId, connectionKinds.* FROM connections
         JOIN connectionKinds ON connectionKinds.id = kindId WHERE verificationId = ?`,
      )
      .all(verificationId);
    for (const { connectionId, id, signature: before, ...columns } of kinds) {
      const changed = {
        ...(columns as Columns),
        ...verifiedFacts(this.#database, verificationId),
      };
      const signature = signatureOf(changed);
      if (signature === before) continue;
      const now = this.#idOf(`kind ${signature}`, () => kindId(this.#database, signature, changed));
      if (now !== id)
        this.#database
          .statement('UPDATE connections SET kindId = ? WHERE id = ?')
          .run(now, Number(connectionId));
    }
  }

  #certificateId({ certSha256, pem, ...facts }: CertificateFacts): number {
    return this.#idOf(`certificate ${certSha256}`, () => {
      this.#database
        .statement(
          'INSERT INTO certificates (certSha256, pem, facts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        )
        .run(certSha256, pem, JSON.stringify(facts));
      return this.#database.statement('SELECT id FROM certificates WHERE certSha256 = ?').get(certSha256);
    });
  }

  #chainId(chain: readonly CertificateFacts[]): number | null {
    if (chain.length === 0) return null;
    const certificateIds = chain.map((certificate) => this.#certificateId(certificate));
    const list = certificateIds.join(',');
    return this.#idOf(`chain ${list}`, () => {
      const find = this.#database.statement('SELECT id FROM chains WHERE certificateIds = ?');
      const known = find.get(list);
      if (known !== undefined) return known;
      this.#database.statement('INSERT INTO chains (certificateIds) VALUES (?)').run(list);
      const made = find.get(list);
      for (const [position, certificateId] of certificateIds.entries()) {
        this.#database
          .statement('INSERT INTO chainCertificates (chainId, position, certificateId) VALUES (?, ?, ?)')
          .run(Number(made?.id), position, certificateId);
      }
      return made;
    });
  }

  #idOf(key: string, look: () => Record<string, unknown> | undefined): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = Number(look()?.id);
    if (this.#ids.size >= rememberedIds) this.#ids.clear();
    this.#ids.set(key, id);
    return id;
  }
}

/** As in a connection's host: lower case, punycode, IPv6 without brackets; empty for what is no URL with a host. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
}
