import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog, withoutSecrets } from '../../../main/electron/log.ts';

let folder: string;
let path: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-log-'));
  path = join(folder, 'pinspect.log');
  said = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const say = (line: string): void => void said.push(line);

test('a line names its function, and is the same on stderr and in a file for its owner alone', () => {
  createLog(path, say).info('openJournal', 'set aside a damaged file');
  expect(said).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z info openJournal: set aside a damaged file\n$/),
  ]);
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual([said[0], 0o600]);
});

test('a full file is put aside once and a new one begun', () => {
  writeFileSync(path, 'x'.repeat(1024 * 1024));
  createLog(path, say).info('a', 'b');
  expect([statSync(`${path}.1`).size, readFileSync(path, 'utf8')]).toEqual([1024 * 1024, said[0]]);
});

test('a folder that is gone is said once, and stderr goes on', () => {
  const log = createLog(join(folder, 'gone', 'pinspect.log'), say);
  log.info('a', 'first');
  log.info('a', 'second');
  expect(said.map((line) => line.replace(/^\S+Z /, ''))).toEqual([
    'info a: first\n',
    expect.stringMatching(/^createLog: .* cannot be written: .*ENOENT/),
    'info a: second\n',
  ]);
});

test.each([
  ['proxy http://me:s3cret@proxy.test:8080/x', 'proxy http://…@proxy.test:8080/x'],
  ['at user@host.test, see https://a.test/@x', 'at user@host.test, see https://a.test/@x'],
  ['Proxy-Authorization: Basic abc=\nnext', 'Proxy-Authorization: …\nnext'],
  ['{"authorization":"Bearer abc"}', '{"authorization":…'],
  ['Set-Cookie: a=b; path=/', 'Set-Cookie: …'],
  [
    'a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b',
    'a -----BEGIN RSA PRIVATE KEY----- … b',
  ],
  ['-----BEGIN PRIVATE KEY-----\nMII', '-----BEGIN PRIVATE KEY----- …'],
  ['-----BEGIN CERTIFICATE-----\nMII', '-----BEGIN CERTIFICATE-----\nMII'],
])('secrets are blacked out: %j', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});
