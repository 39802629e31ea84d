/** What the control of the watch refuses, and the facts of this computer that it shows. */
import { X509Certificate } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Failure } from '../../common/ipc/state.ts';
import type { StartWatch, WatchState } from '../../common/ipc/watch.ts';
import { parseHostPattern } from '../../common/pinning/host-pattern.ts';
import { isLoopback } from '../interception/other-clients.ts';
import type { WatchAuthority } from '../watch/watch-authority.ts';
import type { WatchSession } from '../watch/watch-session.ts';

/** A person may paste a URL. */
export const hostIn = (typed: string): string =>
  /^https?:\/\//i.test(typed) && URL.canParse(typed) ? new URL(typed).hostname : typed;

export const faultIn = ({ host, isForNetwork, passThrough }: StartWatch): Failure | null => {
  if (!isLoopback(host) && !isForNetwork)
    return {
      code: 'network-not-confirmed',
      message: `Other computers would reach ${host}.`,
      advice: 'Say that this is wanted, or listen on 127.0.0.1.',
    };
  for (const text of passThrough) {
    const pattern = parseHostPattern(text);
    if (!pattern.ok)
      return { code: 'bad-pattern', message: `“${text}” is no host pattern. ${pattern.error}`, advice: '' };
  }
  return null;
};

export const ownAddresses = (): WatchState['addresses'] => [
  { address: '127.0.0.1', label: 'this computer only' },
  ...Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => ({ address, label: name })),
  ),
];

export const caFacts = ({ certificatePem, certificatePath }: WatchAuthority): WatchState['ca'] => {
  const { subject, fingerprint256, validTo } = new X509Certificate(certificatePem);
  return {
    subject: subject.replace(/^CN=/, ''),
    certSha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfter: new Date(validTo).toISOString(),
    path: certificatePath,
  };
};

export const crashOf = (session: WatchSession | null): Failure | null =>
  session?.crash == null
    ? null
    : { code: 'watch-ended', message: session.crash, advice: 'What was seen until then stays. Start again.' };

export const watchIsRunning: Failure = {
  code: 'watch-running',
  message: 'A watch is under way.',
  advice: 'Stop it first.',
};
export const watchIsOff: Failure = {
  code: 'watch-not-running',
  message: 'Nothing listens yet.',
  advice: 'Start the watch first.',
};
export const watchIsGone: Failure = {
  code: 'watch-gone',
  message: 'That watch is gone for good: another one took its place.',
  advice: 'Save a watch that is wanted for longer.',
};
export const commandRuns: Failure = {
  code: 'command-running',
  message: 'A command is running already.',
  advice: 'Stop it, or wait for its end.',
};
