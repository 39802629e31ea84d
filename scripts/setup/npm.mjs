// @ts-check
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

/** @typedef {import('./run-command.mjs').CommandResult} CommandResult */

/**
 * npm as JavaScript, run by this Node: on Windows `npm` is a batch file that cannot be spawned without a shell.
 * @returns {readonly string[]}
 */
function npmCommand() {
  const fromNpm = process.env['npm_execpath'];
  if (fromNpm?.endsWith('npm-cli.js') && existsSync(fromNpm)) return [process.execPath, fromNpm];
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return existsSync(beside) ? [process.execPath, beside] : ['npm'];
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, timeoutMs: number }} options
 * @returns {Promise<CommandResult>}
 */
export function runNpm(args, options) {
  const [command = 'npm', ...before] = npmCommand();
  const env = {
    ...process.env,
    // npm's own waits add up to 70 seconds before it says that a registry is out of reach.
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
  };
  return runCommand(command, [...before, ...args, '--loglevel=error'], { ...options, env });
}

/**
 * Why npm failed and what to do, in one sentence.
 * @param {CommandResult} result
 * @returns {string}
 */
export function wordNpmFailure({ code, output }) {
  const npmCode = /npm error code (\S+)/.exec(output)?.[1];
  if (code === 127)
    return 'npm was not found. Install npm (it comes with Node.js) and run the command again.';
  if (code === 124)
    return 'npm took too long. Check the connection to your npm registry and run the command again.';
  if (npmCode === 'ENOSPC') return 'no space is left on the disk. Free about 1 GB and run the command again.';
  if (npmCode === 'EINTEGRITY')
    return 'the registry delivered a file with the wrong hash (EINTEGRITY). Run the command again.';
  if (npmCode === 'E404' || npmCode === 'ETARGET') return `your npm registry does not have it (${npmCode}).`;
  if (npmCode === 'EUSAGE')
    return 'package.json and package-lock.json disagree. Run npm install, then the command again.';
  if (npmCode !== undefined && /^(UNABLE_|SELF_|DEPTH_|CERT_|ERR_TLS)/.test(npmCode)) {
    return `the certificate of your npm registry is not trusted (${npmCode}). Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its CA file.`;
  }
  if (npmCode !== undefined && /^(E4|E5|EAI_|ENOTFOUND|ECONN|ETIMEDOUT|ENET|ERR_SOCKET)/.test(npmCode)) {
    return `your npm registry is out of reach (${npmCode}). Check "npm config get registry" and the network, then run the command again.`;
  }
  return `npm said: ${
    output
      .replaceAll(/^npm (error|warn) ?/gm, '')
      .trim()
      .split('\n')
      .slice(0, 3)
      .join(' ') || `exit code ${code}`
  }`;
}
