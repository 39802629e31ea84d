// @ts-check
// npm run package:release -- --linux | --mac | --win: the release's packages of this system, with the official Electron, from
// electron-builder.yml alone. For the release workflow; docs/release.md says what it needs in the environment.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dump, load } from 'js-yaml';
import { prepareResources } from './packaging/prepare-resources.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, say, SetupFailure } from './setup/say.mjs';

const release = join(projectFolder, 'release');

await runScript(async () => {
  const { values } = parseArgs({
    options: { linux: { type: 'boolean' }, mac: { type: 'boolean' }, win: { type: 'boolean' } },
  });
  const platforms = Object.keys(values);
  if (platforms.length !== 1) throw new SetupFailure('Name one of --linux, --mac, --win.');
  const env = withoutEmpty(process.env);
  if (!env['GITHUB_REPOSITORY'])
    throw new SetupFailure('GITHUB_REPOSITORY (owner/name) is not set: the update feed is under it.');
  const signingKey = env['UPDATE_SIGNING_KEY'];
  delete env['UPDATE_SIGNING_KEY'];
  if (signingKey === undefined) say('UPDATE_SIGNING_KEY is not set: these copies will take no updates.');
  else
    env['PINSPECT_UPDATE_KEY'] = createPublicKey(createPrivateKey(signingKey))
      .export({ type: 'spki', format: 'pem' })
      .toString();
  // electron-builder would look for a certificate in the person's own keychain.
  if (env['CSC_LINK'] === undefined) env['CSC_IDENTITY_AUTO_DISCOVERY'] = 'false';

  await run(['node_modules/vite/bin/vite.js', 'build', '--app'], env);
  await prepareResources();
  await run(['node_modules/electron-builder/cli.js', `--${platforms[0]}`, '--publish', 'never'], env);
  await signMetadata(signingKey);
  return 0;
});

/**
 * An unset secret of a workflow is an empty variable.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutEmpty(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function run(args, env) {
  const code = await runInForeground(process.execPath, [...args], { cwd: projectFolder, env });
  if (code !== 0) throw new SetupFailure(`${args[0]} failed. See above for its first error.`);
}

/**
 * Without a key there is nothing that a copy would take.
 * @param {string | undefined} signingKey PEM of an Ed25519 key, PKCS#8
 */
async function signMetadata(signingKey) {
  const names = (await readdir(release)).filter((name) => /^latest.*\.yml$/.test(name));
  // Node reads TypeScript by itself from 22.18 on; the release workflow has 24.
  const { signRelease } = await import('../main/updates/signed-release.ts');
  for (const name of names) {
    const path = join(release, name);
    if (signingKey === undefined) {
      await rm(path);
      continue;
    }
    const metadata = /** @type {import('../main/updates/signed-release.ts').Release} */ (
      load(await readFile(path, 'utf8'))
    );
    const signature = signRelease(metadata, createPrivateKey(signingKey));
    await writeFile(path, dump({ ...metadata, signature }));
  }
}
