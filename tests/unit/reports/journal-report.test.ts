// Reports of the journal: of a real one, in memory.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exportJournalReport } from '../../../main/assembly/export-journal-report.ts';
import type { Connection } from '../../../common/records.ts';
import type { JournalRecord } from '../../../main/journal/journal-record.ts';
import { JournalSession } from '../../../main/journal/journal-session.ts';
import { loadSqlite } from '../../../main/journal/sqlite.ts';
import {
  sampleConnection,
  sampleEvent,
  sampleRequest,
  sampleTime,
  sampleVerification,
} from '../../support/journal/sample-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'pinspect-report-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const opened = JournalSession.open(await loadSqlite(), { folder: null }, () => undefined);
if (!opened.ok) throw new Error(opened.error.message);
const session = opened.value;
const write = (...records: readonly Connection[]): void => {
  session.write(records.map((record) => ({ kind: 'connection', record })));
};
const report = exportJournalReport(
  {
    newestIds: (query) => Promise.resolve(session.answer('newestIds', query)),
    connectionDetail: (id) => Promise.resolve(session.answer('connectionDetail', id)),
  },
  { version: '1.2.3', engine: 'Chromium 130' },
);
const nothing = (): void => undefined;
const ask = (
  filter: string,
  format: 'html' | 'junit' | 'har',
  path: string,
  signal = new AbortController().signal,
) => report({ filter, format, path: join(folder, path) }, nothing, signal);

test('of more than a report holds the newest are in it, and it says so', async () => {
  session.write([{ kind: 'verification', record: sampleVerification(1) }]);
  write(
    ...Array.from({ length: 2_005 }, (_, index) => ({ ...sampleConnection(index + 1), verificationId: 1 })),
  );
  expect(await ask('', 'junit', 'many.xml')).toEqual({ ok: true, value: { rows: 2_000, total: 2_005 } });
  const xml = readFileSync(join(folder, 'many.xml'), 'utf8');
  expect(xml).toContain('tests="2000"');
  expect(xml).toContain('The newest 2000 of 2005 connections are in this report.');
});

test('a row without a verification keeps the verdict that was found then', async () => {
  write(
    {
      ...sampleConnection(3_001),
      host: 'old.example.test',
      protocol: 'cleartext',
      verdict: 'cleartext',
      action: 'blocked',
      reason: 'It was plain http.',
      errorCode: 'cleartext',
      verificationId: null,
      isNewVerification: false,
    },
    {
      ...sampleConnection(3_002),
      host: 'down.example.test',
      verdict: 'undecided',
      action: 'blocked',
      reason: 'Nobody listens at port 443.',
      errorCode: 'connect-refused',
      verificationId: null,
      isNewVerification: false,
    },
  );
  await ask('host:old.example.test', 'html', 'old.html');
  const html = readFileSync(join(folder, 'old.html'), 'utf8');
  expect(html).toContain('<span class="badge failed">cleartext</span>');
  expect(html).toContain('It was plain http.');
  await ask('host:down.example.test', 'junit', 'down.xml');
  expect(readFileSync(join(folder, 'down.xml'), 'utf8')).toMatch(
    /failures="0" errors="1"[^]*<error message="Nobody listens at port 443\."/,
  );
});

const pinnedThrough = (
  id: number,
  host: string,
  changes: Partial<Connection> = {},
): Pick<JournalRecord & { kind: 'connection' }, 'kind' | 'record'> => ({
  kind: 'connection',
  record: {
    ...sampleConnection(id),
    host,
    localPort: 40_000 + id,
    verdict: 'pinned',
    action: 'allowed',
    reason: `A pin for ${host} is the key of the leaf.`,
    errorCode: null,
    remembered: false,
    applicationBytesSent: 400,
    verificationId: 4_000,
    ...changes,
  },
});

test('what an interceptor read is never passed, whatever the pins say', async () => {
  const evaluation = { ...sampleVerification(1).evaluation, verdict: 'pinned', reportOnly: null } as const;
  const read = sampleEvent({ clientPort: 44_001, kind: 'request-read', detail: 'GET https://a.test/secret' });
  session.write([
    {
      kind: 'verification',
      record: sampleVerification(4_000, { evaluation, action: 'allowed', isIssuedByKnownRoot: false }),
    },
    pinnedThrough(4_001, 'read.test'),
    pinnedThrough(4_002, 'open.test'),
    pinnedThrough(4_003, 'untold.test'),
    pinnedThrough(4_004, 'direct.test', { route: { text: 'direct', interceptor: null, ledTo: null } }),
    pinnedThrough(4_005, 'blind.test', { verdict: 'unpinned', reason: 'No pin set is for blind.test.' }),
    {
      kind: 'request',
      record: sampleRequest(1, { connectionId: 4_004, url: 'https://direct.test:8443/', fromCache: false }),
    },
    { kind: 'interceptor-event', record: { id: 1, ...read, at: sampleTime + 4_010 } },
    {
      kind: 'interceptor-event',
      record: { id: 2, ...read, kind: 'client-handshake-done', clientPort: 44_002, at: sampleTime + 4_010 },
    },
    { kind: 'interceptor-event', record: { id: 3, ...read, clientPort: 44_005, at: sampleTime + 4_010 } },
  ]);
  await ask('host:read.test,open.test,untold.test,direct.test,blind.test', 'junit', 'read.xml');
  const xml = readFileSync(join(folder, 'read.xml'), 'utf8');
  expect(xml).toContain('tests="5" failures="3" errors="1" skipped="0"');
  expect(xml).toContain(
    '<failure message="mitmproxy 8.1.1 read GET https://a.test/secret. A pin for read.test is the key of the leaf." type="read by mitmproxy 8.1.1">',
  );
  expect(xml).toContain('take that pin out of the policy');
  expect(xml).toContain('type="open to mitmproxy 8.1.1"');
  expect(xml).toMatch(/<error message="It went through mitmproxy 8.1.1, and no event tells/);
  expect(xml).toContain('mitmproxy 8.1.1 read GET https://a.test/secret. No pin set is for blind.test.');
  expect(xml).toMatch(/<testcase classname="direct.test"[^>]*\/>/);
  expect(xml).toMatch(
    /What weakened this, direct\.test:8443[^\n]*: Its chain holds only because of a CA that was trusted by hand: CN=mitmproxy, SHA-256 cert root\. The pin set api\.example\.com expired on 2026-05-01\./,
  );
  await ask('host:read.test,open.test,untold.test,direct.test,blind.test', 'html', 'read.html');
  const html = readFileSync(join(folder, 'read.html'), 'utf8');
  expect(html).toContain('1 of 5 passed, 3 failed, 1 could not be judged.');
  expect(html).toContain('<span class="badge failed">read by mitmproxy 8.1.1</span>');
  expect(html).not.toContain('For whoever renews');
  expect(html.match(/<h4>What weakened this<\/h4>/g)).toHaveLength(5);
});

test('an HTTP archive says of each answer what weakened it', async () => {
  await ask('host:direct.test', 'har', 'direct.har');
  const { log } = JSON.parse(readFileSync(join(folder, 'direct.har'), 'utf8')) as {
    log: {
      entries: readonly { comment: string; _pinspect: { outcome: string; weakened: readonly string[] } }[];
    };
  };
  expect(log.entries).toHaveLength(1);
  expect(log.entries[0]?.comment).toMatch(/^What weakened this: Its chain holds only because/);
  expect(log.entries[0]?._pinspect).toMatchObject({ outcome: 'passed', weakened: { length: 2 } });
});

test('one that is stopped leaves no file', async () => {
  expect(await ask('', 'html', 'stopped.html', AbortSignal.abort())).toEqual({ ok: true, value: null });
  expect(existsSync(join(folder, 'stopped.html'))).toBe(false);
});
