import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { display } from './display.ts';
import { build, electronExecutable, repositoryFolder } from './electron-runtime.ts';

export interface LaunchOptions {
  /** The app: a folder with a package.json, or a main script; relative to the repository. Default: the repository itself. */
  readonly app?: string;
  /** Environments of vite.config.ts the app is made of. Default: those of the product. */
  readonly builds?: readonly string[];
  /** Chromium's switches and the app's own arguments, after the app. */
  readonly args?: readonly string[];
  /** Its DISPLAY goes before that of the run. */
  readonly env?: Readonly<Record<string, string>>;
  /** No display at all, as in the terminal commands. */
  readonly headless?: boolean;
  /** A home from `createHome`, where something has to be in it beforehand; the caller removes it. Default: a fresh one, removed on close. */
  readonly home?: string;
}

export interface LaunchedElectron {
  readonly electron: ElectronApplication;
  readonly pid: number;
  /** Throw-away: $HOME of the app. */
  readonly home: string;
  readonly userData: string;
  /** What the process wrote to stderr since Playwright was connected; `runElectron` has it from the start. */
  readonly stderr: () => string;
  /** Quits the app, kills it when it does not quit in time, and removes its home. */
  readonly close: () => Promise<void>;
}

export interface ElectronExit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Preparation {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly home: string;
  readonly userData: string;
  readonly cleanUp: () => Promise<void>;
}

const productBuilds = ['client', 'main', 'preload'];
const launchLimitMs = 45_000;
const quitLimitMs = 20_000;

/** A home directory with nothing in it: no trusted roots, no settings, no keyring. */
export async function createHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'pinspect-home-'));
}

/** Starts the app under Playwright. */
export async function launchElectron(options: LaunchOptions = {}): Promise<LaunchedElectron> {
  const { executablePath, args, env, home, userData, cleanUp } = await prepare(options);
  // Below Vitest's limit, so that a start that hangs is reported with its log.
  const electron = await _electron.launch({ executablePath, args, env, cwd: home, timeout: launchLimitMs });
  const child = electron.process();
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const { pid } = child;
  if (pid === undefined) throw new Error('Electron has no process id.');
  const exited = new Promise<void>((resolved) => {
    if (child.exitCode !== null || child.signalCode !== null) resolved();
    child.once('exit', () => {
      resolved();
    });
  });
  const close = async (): Promise<void> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), quitLimitMs);
    // Playwright need not hear of the end of a process that had to be killed.
    electron.close().catch(() => undefined);
    await exited;
    clearTimeout(timer);
    await cleanUp();
  };
  return { electron, pid, home, userData, stderr: () => stderr, close };
}

export interface RunningElectron {
  /** Ctrl-C. */
  readonly interrupt: () => void;
  readonly ended: Promise<ElectronExit>;
}

type RunOptions = LaunchOptions & { readonly input?: string; readonly timeoutMs?: number };

/** Runs the app to its end without Playwright, for what is said in exit codes and on stdout. */
export async function runElectron(options: RunOptions = {}): Promise<ElectronExit> {
  return (await startElectron(options)).ended;
}

/** The same, while it runs. */
export async function startElectron(options: RunOptions = {}): Promise<RunningElectron> {
  const { executablePath, args, env, home, cleanUp } = await prepare(options);
  const child = spawn(executablePath, args, { env, cwd: home, stdio: ['pipe', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? launchLimitMs);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  // It may be gone before it has read: that is an answer, not an error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const closed = new Promise<number | null>((resolved, reject) => {
    child.on('error', reject);
    child.on('close', resolved);
  });
  const ended = closed.then(async (code) => {
    clearTimeout(timer);
    await cleanUp();
    return { code, stdout, stderr };
  });
  return { interrupt: () => child.kill('SIGINT'), ended };
}

async function prepare(options: LaunchOptions): Promise<Preparation> {
  await build(options.builds ?? productBuilds);
  const home = options.home ?? (await createHome());
  const userData = join(home, 'user-data');
  await mkdir(userData, { recursive: true });
  const env: Record<string, string> = {
    ...cleanEnvironment(),
    HOME: home,
    USERPROFILE: home,
    ...options.env,
  };
  const screen = options.headless ? undefined : (options.env?.DISPLAY ?? (await display()));
  if (screen !== undefined) env.DISPLAY = screen;
  const args = [
    // Chromium's sandbox does not start for root, and says so only on stderr.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(options.headless ? ['--ozone-platform=headless'] : []),
    // Xvfb has no GPU: Chromium's process for it ends at each start and begins anew, and now and then no frame is drawn from then on.
    ...(process.platform === 'linux' ? ['--disable-gpu'] : []),
    `--user-data-dir=${userData}`,
    resolve(repositoryFolder, options.app ?? '.'),
    ...(options.args ?? []),
  ];
  const cleanUp = async (): Promise<void> => {
    if (options.home === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { executablePath: await electronExecutable(), args, env, home, userData, cleanUp };
}

/** Ours without what would change the app under test: proxies, key logs, desktop folders, Node's and Vitest's switches. */
function cleanEnvironment(): Record<string, string> {
  const unwanted =
    /^(.*_proxy|xdg_.*|dbus_.*|display|wayland_display|node_.*|npm_.*|vite.*|electron_.*|sslkeylogfile|test|dev|prod|mode)$/i;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !unwanted.test(name)) kept[name] = value;
  }
  return kept;
}
