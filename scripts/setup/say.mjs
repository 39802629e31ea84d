// @ts-check
// What a script tells the person goes to stderr, one line each, so that stdout stays the app's own.
// A SetupFailure is expected (no network, no disk space): its message is the whole story and no stack is shown.

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

export class SetupFailure extends Error {}

/**
 * The errors of a full, read-only or foreign disk as sentences; everything else is returned as it came.
 * @param {unknown} error
 * @returns {unknown}
 */
function wordFileError(error) {
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  const where = path ?? 'the disk';
  if (code === 'ENOSPC')
    return new SetupFailure(`No space left for ${where}. Free about 700 MB and run the command again.`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new SetupFailure(
      `${where} is not writable. Make it writable, or set PINSPECT_CACHE_DIR to a folder that is.`,
    );
  }
  return error;
}

/**
 * Runs a script to its exit code.
 * @param {() => Promise<number>} main
 * @param {number} [failureCode] when the set-up, or the script itself, fails
 */
export async function runScript(main, failureCode = 1) {
  try {
    requireNode(process.versions.node);
    process.exitCode = await main();
  } catch (error) {
    const worded = wordFileError(error);
    say(
      worded instanceof SetupFailure
        ? worded.message
        : String(worded instanceof Error ? worded.stack : worded),
    );
    process.exitCode = failureCode;
  }
}

/** @param {string} version */
function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupFailure(
    `Node ${version} is too old. Install Node 20.19 or later (nodejs.org) and run the command again.`,
  );
}
