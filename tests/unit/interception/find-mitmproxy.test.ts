// Real programs, shell scripts, stand in for the mitmdumps of other versions.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  findMitmproxy,
  parseMitmproxyVersion,
  type FindMitmproxyOptions,
} from '../../../main/interception/find-mitmproxy.ts';

test.each([
  ['Mitmproxy: 8.1.1\nPython:    3.11.2\n', '8.1.1'],
  ['Mitmproxy: 12.1.2 binary\r\nPython:    3.13.5\r\n', '12.1.2'],
  ['Mitmproxy: 10.0.0.dev (+12, commit 0123456)\n', '10.0.0'],
  ['Some warning\nMitmproxy: 11.0\n', '11.0'],
  ['mitmproxy is great', undefined],
  ['', undefined],
])('the version in %j', (output, version) => {
  expect(parseMitmproxyVersion(output)).toBe(version);
});

describe.skipIf(process.platform === 'win32')('the program found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-find-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const script = (name: string, text: string, mode = 0o755): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, mode);
    return path;
  };
  const options: FindMitmproxyOptions = {
    path: null,
    platform: process.platform,
    env: { PATH: '/usr/bin:/bin' },
    homeFolder: folder,
    timeoutMs: 5_000,
  };
  const find = (path: string, timeoutMs = 5_000): ReturnType<typeof findMitmproxy> =>
    findMitmproxy({ ...options, path, timeoutMs });

  test('is shown with its version', async () => {
    const path = script('good', 'echo "Mitmproxy: 11.1.3 binary"');
    expect(await find(path)).toEqual({ ok: true, value: { path, version: '11.1.3' } });
  });

  test.each([
    ['too old', 'old', 'echo "Mitmproxy: 7.0.4"', 0o755, 'mitmproxy-too-old'],
    ['something else', 'other', 'echo "curl 8.0"', 0o755, 'not-mitmproxy'],
    ['broken', 'broken', 'echo "No module named mitmproxy" >&2; exit 1', 0o755, 'not-mitmproxy'],
    ['not executable', 'locked', 'echo "Mitmproxy: 11.1.3"', 0o644, 'mitmproxy-not-executable'],
  ])('that is %s is refused, and told why', async (_what, name, text, mode, code) => {
    const path = script(name, text, mode);
    const result = await find(path);
    expect(result).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(path) as string },
    });
  });

  test('that never answers is given up', async () => {
    const path = script('slow', 'exec sleep 20');
    expect(await find(path, 300)).toMatchObject({ ok: false, error: { code: 'mitmproxy-no-answer' } });
  });

  test('is none where there is nothing', async () => {
    expect(await find(join(folder, 'missing'))).toMatchObject({
      ok: false,
      error: { code: 'mitmproxy-not-found' },
    });
  });

  test('is the first that works on PATH', async () => {
    script('mitmdump', 'echo "Mitmproxy: 9.0.1"');
    const found = await findMitmproxy({ ...options, env: { PATH: `/nowhere:${folder}:/bin` } });
    expect(found).toEqual({ ok: true, value: { path: join(folder, 'mitmdump'), version: '9.0.1' } });
  });
});
