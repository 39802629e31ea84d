/** From results to the exit code of `check`: product's table, the worst of all. */
import { type ExitCode, exitCodes, worstOf } from '../exit-codes.ts';
import { exitCodeOf } from '../verdict-exit-code.ts';
import type { CheckResult } from './check-result.ts';

/** No connection came about, so there was nothing to judge. */
const notConnected = new Set([
  'name-not-resolved',
  'connect-refused',
  'connect-timeout',
  'network-unreachable',
  'connect-failed',
  'proxy-unreachable',
  'proxy-authentication',
  'proxy-scheme',
  'no-route',
  'proxy-refused',
]);

export const checkExitCode = (result: CheckResult, allowsUnpinned: boolean): ExitCode => {
  const { verdict, action, errorCode, address, findings } = result;
  const found = findings.length > 0 ? exitCodes.mismatch : exitCodes.good;
  const isUnconnected =
    errorCode !== null && (notConnected.has(errorCode) || (errorCode === 'timeout' && address === null));
  if (verdict === 'undecided' && isUnconnected) return worstOf([found, exitCodes.notConnected]);
  const isRefused = verdict === 'unpinned' && action === 'blocked';
  return worstOf([
    found,
    exitCodeOf(result, { allowsUnpinned }),
    isRefused ? exitCodes.unpinned : exitCodes.good,
    // The certificate was judged, and then the server gave no answer.
    action === 'allowed' && errorCode !== null ? exitCodes.notConnected : exitCodes.good,
  ]);
};
