/**
 * Finds a mitmdump that runs and is new enough. 8.0 is the first release with the hooks that report refused handshakes
 * (`tls_failed_client`, CHANGELOG of mitmproxy 8.0); an older one would intercept and stay silent about it.
 */
import { execFile } from 'node:child_process';
import { lstat, stat } from 'node:fs/promises';
import type { Failure, InterceptorFound } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { mitmproxyCandidates, type MitmproxySearch } from './mitmproxy-candidates.ts';

const oldestMajorVersion = 8;

export interface FindMitmproxyOptions extends MitmproxySearch {
  /** A cold start of the packaged builds unpacks itself first, which takes seconds. */
  readonly timeoutMs?: number;
}

/** The first candidate that works; else why the best one did not. */
export async function findMitmproxy(
  options: FindMitmproxyOptions,
): Promise<Result<InterceptorFound, Failure>> {
  let firstFailure: Failure | undefined;
  for (const path of mitmproxyCandidates(options)) {
    if (!(await isFile(path))) continue;
    const version = await readMitmproxyVersion(path, options.env, options.timeoutMs ?? 20_000);
    if (version.ok) return success({ path, version: version.value });
    firstFailure ??= version.error;
  }
  return failure(firstFailure ?? (options.path === null ? notInstalled : notAt(options.path)));
}

/** `12.1.2` out of `mitmdump --version`; undefined when it is something else that answered. */
export function parseMitmproxyVersion(output: string): string | undefined {
  return /^Mitmproxy:\s*v?(\d+(?:\.\d+)*)/m.exec(output)?.[1];
}

async function readMitmproxyVersion(
  path: string,
  env: MitmproxySearch['env'],
  timeoutMs: number,
): Promise<Result<string, Failure>> {
  const run = await new Promise<{
    error: (Error & { code?: unknown; killed?: boolean }) | null;
    output: string;
  }>((resolve) => {
    const child = execFile(
      path,
      ['--version'],
      { env: { ...env }, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 65_536, windowsHide: true },
      (error, stdout, stderr) => {
        resolve({ error, output: stdout + stderr });
      },
    );
    child.stdin?.end();
  });
  const version = parseMitmproxyVersion(run.output);
  if (version !== undefined) {
    return Number.parseInt(version) >= oldestMajorVersion ? success(version) : failure(tooOld(path, version));
  }
  if (run.error?.killed === true) {
    return failure({
      code: 'mitmproxy-no-answer',
      message: `${path} did not tell its version within ${timeoutMs / 1000} seconds.`,
      advice: 'Run it once in a terminal to see what it waits for, then try again.',
    });
  }
  if (run.error?.code === 'EACCES' || run.error?.code === 'EPERM' || run.error?.code === 'ENOEXEC') {
    return failure({
      code: 'mitmproxy-not-executable',
      message: `${path} exists but may not be run (${run.error.code}).`,
      advice: 'Make it executable, or choose another mitmdump.',
    });
  }
  return failure({
    code: 'not-mitmproxy',
    message: `${path} is not a working mitmproxy: ${firstLine(run.output) ?? run.error?.message ?? 'it printed no version'}.`,
    advice: 'Choose the mitmdump program of a mitmproxy installation.',
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // An app execution alias of the Microsoft Store cannot be followed by stat, only seen and run.
    return (
      process.platform === 'win32' &&
      (await lstat(path).then(
        () => true,
        () => false,
      ))
    );
  }
}

function firstLine(output: string): string | undefined {
  return output
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '')
    ?.slice(0, 200);
}

const notInstalled: Failure = {
  code: 'mitmproxy-not-found',
  message: 'mitmproxy is neither on PATH nor where its installers put it.',
  advice: 'Install it from mitmproxy.org or with your package manager, or give the path of mitmdump.',
};

const notAt = (path: string): Failure => ({
  code: 'mitmproxy-not-found',
  message: `There is no mitmdump at ${path}.`,
  advice: 'Give the path of the mitmdump program, of the folder that holds it, or of mitmproxy.app.',
});

const tooOld = (path: string, version: string): Failure => ({
  code: 'mitmproxy-too-old',
  message: `${path} is mitmproxy ${version}, which cannot report refused handshakes; ${oldestMajorVersion}.0 or newer is needed.`,
  advice: 'Update mitmproxy.',
});
