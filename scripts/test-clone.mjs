// @ts-check
// npm run test:clone: what a newcomer does. A bare clone of the last commit, without node_modules and without a build, is asked
// for the pin of a file: the answer alone stands on stdout, and is OpenSSL's; the set-up is told on stderr; the second call is quiet.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './setup/project-folder.mjs';
import { runScript, say } from './setup/say.mjs';
import { ensureSystemPackages, needsOfTests } from './setup/system-packages.mjs';

/**
 * @param {string} command
 * @param {readonly string[]} words
 * @param {string} folder
 */
function run(command, words, folder) {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 15 * 60_000,
  });
  assert.equal(status, 0, `${command} ${words.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`);
  return { stdout, stderr };
}

await runScript(async () => {
  await ensureSystemPackages(
    needsOfTests.filter(({ name }) => name === 'openssl'),
    say,
  );
  const place = await mkdtemp(join(tmpdir(), 'pinspect-clone-'));
  try {
    const clone = join(place, 'clone');
    run('git', ['clone', '--quiet', projectFolder, clone], place);
    assert.ok(
      !existsSync(join(clone, 'node_modules')) && !existsSync(join(clone, 'dist')),
      'the clone is bare',
    );
    const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'file.pem', '-days', '30'];
    run('openssl', ['req', '-x509', '-subj', '/CN=newcomer.test', ...made], place);
    const byOpenssl =
      'openssl x509 -in file.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64';
    const expected = `sha256/${run('sh', ['-c', byOpenssl], place).stdout.trim()}`;

    const words = ['run', '--silent', 'pinspect', '--', 'pins', join(place, 'file.pem'), '--json'];
    const first = run('npm', words, clone);
    assert.equal(JSON.parse(first.stdout)[0].items[0].spkiSha256, expected, 'the pin is OpenSSL’s');
    assert.notEqual(first.stderr, '', 'the set-up is told');
    const second = run('npm', words, clone);
    assert.deepEqual(second, { stdout: first.stdout, stderr: '' }, 'the second call is the answer alone');
    assert.equal(run('git', ['status', '--porcelain'], clone).stdout, '', 'nothing is left in the clone');
    say(`A bare clone answers. It said of its set-up:\n${first.stderr}`);
    return 0;
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  }
});
