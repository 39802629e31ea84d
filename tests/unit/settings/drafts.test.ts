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
  ['renewal.next', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  ['renewal.next', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----'],
  ['renewal.next', 'PuTTY-User-Key-File-3: ssh-ed25519'],
  ['request.body', '{"kty":"EC","crv":"P-256","d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}'],
  ['request.url', 'https://ada:secret@a.test/'],
  ['browser.address', 'ada:secret@a.test'],
  ['lab.url', 'https://ada:1234@a.test'],
  ['pac.script', 'https://ada:secret@pac.test/proxy.pac'],
  // As far as it is typed.
  ['proxy.address', 'http://ada:secr'],
  ['request.url', 'https://ada:s'],
  ['proxy.address', 'http://ada:secret@proxy.test:8080'],
] as const)('%s never keeps %j, nor what stood there before', (name, text) => {
  expect(keepDraft({ [name]: 'before', hosts: 'a.test' }, name, text)).toEqual({ hosts: 'a.test' });
});

test.each([
  ['request.url', 'https://a.test:8443/x?at=12:ab@c'],
  ['browser.address', '[2001:db8::1]:8443/@ada'],
  ['proxy.address', 'socks5://[::1]:1080'],
  ['pac.script', 'function FindProxyForURL(url, host) { return "PROXY ada:80"; } // a:b@c'],
  ['request.body', '{"d":"0123456789abcdef"}'],
] as const)('%s keeps %j, in which there is no secret', (name, text) => {
  expect(keepDraft({}, name, text)).toEqual({ [name]: text });
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
