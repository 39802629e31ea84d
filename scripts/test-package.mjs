// @ts-check
// npm run test:package: the .deb as a person gets it. Installs it over an older version, starts it as an ordinary user with
// Chromium's sandbox on, runs commands and the lab in it, reads its fuses back, and purges it. It changes the system, so it
// runs only where that is asked for: as root on Debian with PINSPECT_TEST_PACKAGE=1.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { startVirtualDisplay } from './setup/display.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runCommand } from './setup/run-command.mjs';
import { runScript, say, SetupFailure } from './setup/say.mjs';
import { ensureSystemPackages, needsOfElectron, needsOfPackageTest } from './setup/system-packages.mjs';

const account = 'pinspect-test';
const home = `/home/${account}`;
const installed = '/opt/Pinspect';
const dataFolder = join(home, '.config', 'Pinspect');
/** Of the bare runtime: what the app itself may add. */
const largestShare = 1.1;

/** @type {{ name: string, run: () => Promise<string | void> }[]} */
const steps = [];
/** @param {string} name @param {() => Promise<string | void>} run resolves to a remark to print */
const step = (name, run) => void steps.push({ name, run });

const place = mkdtempSync(join(tmpdir(), 'pinspect-package-'));
// The ordinary user has to read the packages and files in it.
chmodSync(place, 0o755);
const older = join(place, 'older.deb');
const newer = join(place, 'newer.deb');
/** @type {Awaited<ReturnType<typeof startVirtualDisplay>> | undefined} */
let screen;

/** @param {string} command @param {readonly string[]} args */
const must = async (command, ...args) => {
  const result = await runCommand(command, args, {
    timeoutMs: 15 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${result.code}:\n${result.output}`);
  return result.stdout;
};
/** As the ordinary user, with an environment of its own. @param {readonly string[]} args */
const asUser = (...args) =>
  runCommand(
    'runuser',
    [
      '-u',
      account,
      '--',
      'env',
      '-i',
      `HOME=${home}`,
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'LANG=C.UTF-8',
      `DISPLAY=${screen?.display ?? ''}`,
      ...args,
    ],
    { cwd: '/', timeoutMs: 10 * 60_000 },
  );

step('packages an older and the present version', async () => {
  await must(
    process.execPath,
    join(projectFolder, 'scripts', 'package.mjs'),
    '--targets',
    'dir,deb',
    '--version',
    '0.0.1',
  );
  await must('mv', await builtDeb('0.0.1'), older);
  await must(process.execPath, join(projectFolder, 'scripts', 'package.mjs'), '--targets', 'dir,deb');
  await must('mv', await builtDeb(''), newer);
});

step('lintian finds no error that is ours', async () => {
  const { output } = await runCommand(
    'lintian',
    ['--no-tag-display-limit', '--fail-on', 'none', '--allow-root', newer],
    { timeoutMs: 10 * 60_000 },
  );
  const errors = output.split('\n').filter((line) => line.startsWith('E: '));
  deepEqual(errors, []);
});

step('installs the older version', async () => {
  await must('apt-get', 'install', '-y', '--no-install-recommends', older);
  ok(statSync('/usr/bin/pinspect').isFile());
});

step('starts as an ordinary user with the sandbox on, and keeps its data to that user', async () => {
  await withWindow(async (pid) => {
    const renderers = await childrenOf(pid, '--type=renderer');
    ok(renderers.length > 0, 'There is no renderer.');
    for (const { arguments: words, status } of renderers) {
      ok(!words.includes('--no-sandbox'), 'The renderer was started without the sandbox.');
      // Mode 2: a system-call filter is in force (seccomp(2)).
      ok(/^Seccomp:\s+2$/m.test(status), 'The renderer has no system-call filter.');
    }
  });
  equal(statSync(dataFolder).mode & 0o777, 0o700);
  for (const name of ['journal/journal.sqlite', 'pinspect.log'])
    if (existsSync(join(dataFolder, name))) equal(statSync(join(dataFolder, name)).mode & 0o077, 0, name);
});

step('upgrades, and keeps journal and policy', async () => {
  const policy = JSON.stringify({
    version: 1,
    pinSets: [{ pattern: 'a.example.com', pins: [`sha256/${'A'.repeat(43)}=`] }],
  });
  writeFileSync(join(dataFolder, 'policy.json'), policy);
  await must('chown', `${account}:`, join(dataFolder, 'policy.json'));
  const journal = readdirSync(join(dataFolder, 'journal')).filter((name) => name.endsWith('.sqlite'));
  ok(journal.length > 0, 'The first start left no journal.');
  await must('apt-get', 'install', '-y', '--no-install-recommends', newer);
  await withWindow(async () => undefined);
  equal(readFileSync(join(dataFolder, 'policy.json'), 'utf8'), policy);
  deepEqual(
    readdirSync(join(dataFolder, 'journal')).filter((name) => name.endsWith('.sqlite')),
    journal,
  );
});

step('has the seven fuses set', async () => {
  const wire = await getCurrentFuseWire(join(installed, 'pinspect'));
  const isOn = (/** @type {FuseV1Options} */ fuse) =>
    /** @type {Record<number, number>} */ (/** @type {unknown} */ (wire))[fuse] === FuseState.ENABLE;
  deepEqual(
    {
      runAsNode: isOn(FuseV1Options.RunAsNode),
      cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspectArguments: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      fileProtocol: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    },
    {
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      inspectArguments: false,
      asarIntegrity: true,
      onlyAsar: true,
      fileProtocol: false,
    },
  );
});

step('does not start with a debugging or a certificate switch', async () => {
  for (const name of ['--remote-debugging-port=0', '--ignore-certificate-errors']) {
    const { code, output } = await asUser(join(installed, 'pinspect'), '--ozone-platform=headless', name);
    equal(code, 64, `${name}: ${output}`);
  }
});

step('answers in a terminal without a display', async () => {
  await must(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-out',
    join(place, 'chain.pem'),
    '-subj',
    '/CN=a.example.com',
    '-addext',
    'subjectAltName=DNS:a.example.com',
  );
  const display = screen;
  screen = undefined;
  try {
    const begin = performance.now();
    const { code, stdout } = await asUser(
      'pinspect',
      'evaluate',
      '--host',
      'a.example.com',
      '--chain',
      join(place, 'chain.pem'),
      '--pins',
      join(dataFolder, 'policy.json'),
      '--json',
    );
    const tookMs = performance.now() - begin;
    equal(code, 1);
    equal(JSON.parse(stdout).verdict, 'mismatch');
    equal((await asUser('pinspect', 'no-such-command')).code, 64);
    const lab = await asUser('pinspect');
    equal(lab.code, 0, lab.output);
    equal(/^There is no display .*: pinspect lab$/m.test(lab.output), true, lab.output);
    equal(lab.stdout.includes('15 passed, 0 failed'), true, lab.output);
    const switches = await asUser('pinspect', '--force-dark-mode');
    equal(switches.code, 0, switches.output);
    equal(switches.stdout.includes('15 passed, 0 failed'), true, switches.output);
    return `${Math.round(tookMs)} ms`;
  } finally {
    screen = display;
  }
});

step('is ended by a signal to its group with the report of what was done', async () => {
  // It takes connections and never answers.
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (silent.address());
  try {
    for (const signal of ['TERM', 'HUP', 'INT']) {
      const report = join(home, `${signal}.xml`);
      const connected = once(silent, 'connection');
      const check = ['check', `https://a.example.com:${port}/`, '--connect-to', '::127.0.0.1:', '--pins'];
      const ended = asUser(
        ...['timeout', '--signal', signal, '8', 'pinspect', ...check, join(dataFolder, 'policy.json')],
        ...['--report', `junit=${report}`],
      );
      await connected;
      const { code, stdout, output } = await ended;
      ok(/^0 checked: 1 not run\. .*\n$/.test(stdout), output);
      ok(output.includes('pinspect: ended early: 1 of 1 were not run.\n'), output);
      // Its own answer to time that ran out.
      equal(code, 124, output);
      ok(readFileSync(report, 'utf8').includes('skipped="1"'));
      deepEqual(await mainProcesses(), []);
    }
  } finally {
    silent.close();
  }
});

step('runs the lab', async () => {
  const { code, output } = await asUser('pinspect', 'lab', '--interceptor', 'builtin');
  equal(code, 0, output);
});

step('is at most a tenth larger than the bare runtime', async () => {
  const { executablePath } = await resolveElectronRuntime({ allowSetup: false });
  const bare = await kilobytesOf(dirname(executablePath));
  const share = (await kilobytesOf(installed)) / bare;
  ok(share <= largestShare, `It is ${share.toFixed(3)} times as large.`);
  return `${share.toFixed(3)} times the runtime`;
});

step('is purged without a trace, and leaves the data to its owner', async () => {
  await must('apt-get', 'purge', '-y', 'pinspect');
  for (const path of [
    installed,
    '/usr/bin/pinspect',
    '/usr/share/applications/pinspect.desktop',
    '/etc/apparmor.d/pinspect',
    '/usr/share/doc/pinspect',
  ])
    ok(!existsSync(path), `${path} is still there.`);
  ok(existsSync(join(dataFolder, 'policy.json')));
});

await runScript(async () => {
  if (process.env['PINSPECT_TEST_PACKAGE'] !== '1' || process.getuid?.() !== 0)
    throw new SetupFailure(
      'This installs and purges a package and adds a user. As root on a Debian made for it: PINSPECT_TEST_PACKAGE=1 npm run test:package',
    );
  await ensureSystemPackages([...needsOfElectron, ...needsOfPackageTest], say);
  await runCommand('useradd', ['--create-home', '--shell', '/bin/sh', account]);
  // Another account than this one draws on it.
  screen = await startVirtualDisplay(process.env, ['-ac']);
  let failed = 0;
  for (const { name, run } of steps) {
    try {
      const remark = await run();
      say(`ok: ${name}${remark ? ` (${remark})` : ''}`);
    } catch (error) {
      failed += 1;
      say(`FAILED: ${name}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await screen?.stop();
  await runCommand('apt-get', ['purge', '-y', 'pinspect']);
  await runCommand('userdel', ['--remove', account]);
  rmSync(place, { recursive: true, force: true });
  say(`Package: ${steps.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** @param {string} version empty: whichever there is */
async function builtDeb(version) {
  const folder = join(projectFolder, 'release');
  const name = readdirSync(folder).find((file) => file.endsWith('.deb') && file.includes(version));
  if (name === undefined) throw new Error('No .deb was built.');
  return join(folder, name);
}

/**
 * Starts the window as the ordinary user, waits until it is on the screen, and ends it.
 * @param {(pid: number) => Promise<void>} look
 */
async function withWindow(look) {
  const child = spawn(
    'runuser',
    [
      '-u',
      account,
      '--',
      'env',
      '-i',
      `HOME=${home}`,
      'PATH=/usr/bin:/bin',
      `DISPLAY=${screen?.display ?? ''}`,
      'pinspect',
    ],
    { cwd: '/', stdio: 'ignore' },
  );
  try {
    let pid;
    for (let attempt = 0; pid === undefined; attempt += 1) {
      if (attempt > 120) throw new Error('No window came up within a minute.');
      await delay(500);
      const windows = await runCommand('xwininfo', ['-root', '-tree', '-display', screen?.display ?? '']);
      if (/"Pinspect"/.test(windows.stdout)) [pid] = await mainProcesses();
    }
    // What the first start writes is written once it has drawn.
    await delay(2_000);
    await look(pid);
  } finally {
    for (const pid of await mainProcesses()) process.kill(pid, 'SIGTERM');
    if (child.exitCode === null)
      await Promise.race([new Promise((done) => child.once('exit', done)), delay(10_000)]);
  }
}

/** The program itself, without its helpers. */
async function mainProcesses() {
  const { stdout } = await runCommand('pgrep', ['-u', account, '-f', `^${installed}/pinspect`]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(Number)
    .filter((pid) => !commandLine(pid).includes('--type='));
}

/** @param {number} pid @param {string} kind */
async function childrenOf(pid, kind) {
  const { stdout } = await runCommand('pgrep', ['-u', account, '-f', '--', kind]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(Number)
    .filter((child) => child !== pid && commandLine(child).startsWith(installed))
    .map((child) => ({
      arguments: commandLine(child),
      status: readFileSync(`/proc/${child}/status`, 'utf8'),
    }));
}

/** @param {number} pid */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** @param {string} path */
async function kilobytesOf(path) {
  return Number((await must('du', '-sk', '--apparent-size', path)).split('\t')[0]);
}
