import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerAppRequest } from '../../../main/electron/app-files.ts';

let folder: string;

beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'pinspect-files-'));
  folder = join(parent, 'page');
  mkdirSync(join(folder, 'assets.js'), { recursive: true });
  writeFileSync(join(parent, 'secret.json'), 'secret');
  mkdirSync(join(parent, 'page-next-door'));
  writeFileSync(join(parent, 'page-next-door', 'secret.json'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<p nonce="__CSP_NONCE__">__CSP_NONCE__</p>');
  writeFileSync(join(folder, 'a b.js'), 'export {};');
  writeFileSync(join(folder, 'program.exe'), 'MZ');
});

afterAll(() => {
  rmSync(join(folder, '..'), { recursive: true });
});

const get = (path: string, method = 'GET'): Promise<Response> =>
  answerAppRequest(folder, method, `app://pinspect${path}`);

test('the root is index.html, with one nonce in the page and in its policy', async () => {
  const response = await get('/');
  const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1];
  expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce ?? ''}'; img-src 'self' data:; ` +
      `font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('a file comes with its type and is not guessed at', async () => {
  const response = await get('/a%20b.js?v=1#x');
  expect([
    response.status,
    response.headers.get('content-type'),
    response.headers.get('x-content-type-options'),
  ]).toEqual([200, 'text/javascript; charset=utf-8', 'nosniff']);
  expect(await response.text()).toBe('export {};');
});

describe('nothing is served', () => {
  test.each([
    ['above the folder', '/../secret.json'],
    ['above it, encoded', '/%2e%2e%2fsecret.json'],
    ['above it, half encoded', '/..%2fsecret.json'],
    ['above it, by backslash', '/..%5csecret.json'],
    ['in a folder whose name begins alike', '/..%2fpage-next-door/secret.json'],
    ['by an absolute path', '/%2fetc/hosts.json'],
    ['under a name with a NUL', '/index.html%00.js'],
    ['under a broken escape', '/%zz.js'],
    ['for a folder', '/assets.js'],
    ['for a file type the page has no use for', '/program.exe'],
    ['for a file that is not there', '/missing.js'],
  ])('%s', async (_where, path) => {
    expect((await get(path)).status).toBe(404);
  });

  test('for another host', async () => {
    expect((await answerAppRequest(folder, 'GET', 'app://elsewhere/index.html')).status).toBe(404);
  });

  test('for a method other than GET and HEAD', async () => {
    expect((await get('/', 'POST')).status).toBe(405);
  });
});
