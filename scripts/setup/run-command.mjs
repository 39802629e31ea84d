// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';

/** As long as a command itself takes two signals for one (main/cli/process-io.ts). */
const sameSignalMs = 500;

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 127 when the command does not exist, 124 when the time ran out, 128 for a signal
 * @property {string} stdout
 * @property {string} output stdout and stderr, in the order they came
 */

/**
 * Runs a command and collects what it prints. Never throws: a failing command is an answer.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let stdout = '';
    let output = '';
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, output: output + error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: timedOut ? 124 : (code ?? 128), stdout, output });
    });
  });
}

/**
 * Runs a command in the foreground, on this terminal. ELECTRON_RUN_AS_NODE (some editors' terminals have it set) would
 * turn every Electron below into a plain Node, so it is left out.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, hasOwnGroup?: boolean }} [options] `hasOwnGroup`: a signal to this
 *   process's group does not reach the command's helpers; the command alone gets it, from here
 * @returns {Promise<number>} its exit code
 */
export function runInForeground(command, args, { cwd, env = process.env, hasOwnGroup = false } = {}) {
  return new Promise((resolve, reject) => {
    const kept = { ...env };
    delete kept['ELECTRON_RUN_AS_NODE'];
    const detached = hasOwnGroup && process.platform !== 'win32';
    const child = spawn(command, args, { cwd, env: kept, stdio: 'inherit', detached });
    /** @type {Map<NodeJS.Signals, number>} */
    const passedOnMs = new Map();
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      const nowMs = performance.now();
      // GNU timeout sends one to the process and one to its group: the second would end a command that is about to end.
      if (nowMs - (passedOnMs.get(signal) ?? -sameSignalMs) < sameSignalMs) return;
      passedOnMs.set(signal, nowMs);
      child.kill(signal);
    };
    // A terminal sends Ctrl-C to the whole group; a supervisor sends SIGTERM to this process only.
    const onInterrupt = detached ? forward : () => undefined;
    // Ctrl-Z reaches this group only: the command's stops with it, and goes on with it.
    const onStop = () => {
      signalToGroup(child, 'SIGSTOP');
      process.off('SIGTSTP', onStop);
      process.kill(process.pid, 'SIGTSTP');
      process.on('SIGTSTP', onStop);
      signalToGroup(child, 'SIGCONT');
    };
    process.on('SIGTERM', forward).on('SIGHUP', forward).on('SIGINT', onInterrupt);
    if (detached) process.on('SIGTSTP', onStop);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGHUP', forward).off('SIGINT', onInterrupt);
      process.off('SIGTSTP', onStop);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalToGroup({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}
