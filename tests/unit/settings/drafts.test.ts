import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftNames, toDrafts, type Drafts } from '../../../common/ipc/drafts.ts';
import { keepDraft } from '../../../main/settings/keep-draft.ts';
import { openKeptValue, type KeptValue } from '../../../main/settings/kept-value.ts';

let folder: string;
let path: string;
const problems: unknown[] = [];
const open = (): KeptValue<Drafts> =>
  openKeptValue({ path, parse: toDrafts, onProblem: (error) => problems.push(error) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-drafts-'));
  path = join(folder, 'drafts.json');
  problems.length = 0;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('what is typed is there the next time, for its owner only, and what is taken back is gone from the file', async () => {
  const file = open();
  file.save(keepDraft(file.read(), 'request.headers', 'Authorization: Bearer secret'));
  file.save(keepDraft(file.read(), 'request.url', 'https://a.test/'));
  file.flush();
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  const again = open();
  expect(again.read()).toEqual({
    'request.headers': 'Authorization: Bearer secret',
    'request.url': 'https://a.test/',
  });
  again.save(keepDraft(again.read(), 'request.headers', null));
  again.flush();
  expect(await readFile(path, 'utf8')).not.toContain('secret');
  expect(problems).toEqual([]);
});

test.each([
  ['renewal.next', '-----BEGIN PRIVATE KEY-----\nMIIE'],
  ['trust.pem', 'x\n-----BEGIN EC PRIVATE KEY-----\nMIIE'],
  ['request.body', '-----BEGIN ENCRYPTED PRIVATE KEY-----'],
  ['proxy.address', 'http://ada:secret@proxy.test:8080'],
] as const)('%s never keeps %j, nor what stood there before', (name, text) => {
  expect(keepDraft({ [name]: 'before', hosts: 'a.test' }, name, text)).toEqual({ hosts: 'a.test' });
});

test('no field that is kept is one for a password', () => {
  expect(draftNames.filter((name) => /pass(?!-through)|secret/i.test(name))).toEqual([]);
});

test('a field that is bad, too long or unknown is left out alone, and a file that is none begins with nothing', async () => {
  const long = 'x'.repeat(2 * 1024 * 1024 + 1);
  await writeFile(path, JSON.stringify({ hosts: 'a.test', curl: 5, 'request.body': long, other: 'x' }));
  expect(open().read()).toEqual({ hosts: 'a.test' });
  await writeFile(path, 'no JSON');
  expect(open().read()).toEqual({});
});

test('a file that cannot be written is told', async () => {
  const file = open();
  file.save({ hosts: 'a.test' });
  await rm(folder, { recursive: true });
  file.flush();
  expect(problems).toHaveLength(1);
});
