/**
 * The words for what was seen and for what it can mean: the same in the window, in the terminal and in reports. A refusal is
 * told as a refusal; what it means depends on what else was seen of the same client.
 */
import type { CannotTell } from './connection-outcome.ts';
import type { ClientResult, Conclusion, Evidence, HostResult, HostVerdict } from './watch-result.ts';

export const verdictWords: Readonly<Record<HostVerdict, string>> = {
  readable: 'readable',
  cleartext: 'no TLS',
  refused: 'refused',
  'closed-without-alert': 'closed without alert',
  'refused-after-handshake': 'refused after the handshake',
  'passed-through': 'passed through untouched',
  'cannot-tell': 'nothing to tell by',
  'no-traffic': 'no traffic',
};

export const conclusionWords: Readonly<Record<Conclusion, string>> = {
  'not-pinned': 'not pinned',
  pinned: 'pinned',
  'ca-not-trusted': 'the CA is not trusted there',
  'ca-not-proven': 'the CA is not shown to be trusted there',
  'not-repeated': 'seen once only',
  'unknown-client': 'which program is not known',
  'not-watched': 'not watched',
  undecided: 'cannot tell',
};

const whyWords: Readonly<Record<CannotTell, string>> = {
  'still-open': 'still open, nothing was sent yet',
  'left-early': 'the client left before it had seen the certificate',
  unused: 'opened and left unused, as browsers do in advance',
  'not-agreed': 'client and interceptor have no TLS version, cipher or protocol in common',
  'server-failed': 'the interceptor could not reach the server',
  cut: 'the interceptor ended it',
};

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** `refused twice, alert unknown_ca` */
export const wordEvidence = ({ kind, alert, why, count }: Evidence): string =>
  why === null
    ? `${verdictWords[kind]} ${times(count)}${alert === null ? '' : `, alert ${alert}`}`
    : `${times(count)}: ${whyWords[why]}`;

export interface HostWords {
  /** What was seen, and what it can mean. */
  readonly sentence: string;
  /** What would make it sure; null: nothing is open. */
  readonly advice: string | null;
}

export const wordHost = (client: ClientResult, host: HostResult, controlHost: string | null): HostWords => {
  const seen = `Seen: ${host.evidence.map(wordEvidence).join('; ')}.`;
  const says = (meaning: string, advice: string | null = null): HostWords => ({
    sentence: `${meaning} ${seen}`,
    advice,
  });
  const control = controlHost ?? 'a control host';
  switch (host.conclusion) {
    case 'not-pinned':
      return says(
        host.verdict === 'cleartext'
          ? 'It goes without TLS: everybody on the way can read and change it.'
          : `${whatWasRead(host)} could be read by the interceptor, and so by anyone whose CA this client trusts.${hasRefusals(host) ? ' Some connections were refused all the same: one part of the client checks, another does not.' : ''}`,
      );
    case 'pinned':
      return {
        sentence: `It refused the interceptor’s certificate, while ${control} was readable from the same client. It pins this host, or accepts only other CAs for it. ${seen}`,
        advice: caution(client, control),
      };
    case 'ca-not-trusted':
      return says(
        `The CA is not trusted there: this client refused ${host.isControl ? 'the control host' : `the control host ${control}`} as well, so nothing can be said about pins.`,
        'Install the CA where this client looks for it, and let it open the control host again.',
      );
    case 'ca-not-proven':
      return says(
        client.control === 'readable'
          ? `The CA was not shown to be trusted there before it refused, so nothing can be said about pins yet.`
          : 'The CA is not shown to be trusted there: a client that does not trust it refuses every host, so nothing can be said about pins yet.',
        controlHost === null
          ? 'Name a control host that nobody pins, and let this client open it first.'
          : client.hasTrustingSibling
            ? `Another process of this program could be read at ${control}. If all of its processes trust the same CAs, take all of one program as one client; else let this one open ${control} first.`
            : `Let this client open ${control} first, then this host again.`,
      );
    case 'not-repeated':
      return says(
        'It refused once, which may be chance: a network that broke, a page that was left.',
        'Let it try once more.',
      );
    case 'unknown-client':
      return says(
        'It came from this computer, and the system does not tell from which program, so it cannot be held against what others were seen to do.',
        'Let only one program use the interceptor, and tell clients apart by address.',
      );
    case 'not-watched':
      return says('It is on the list of hosts that are passed through, so nothing can be said about pins.');
    case 'undecided':
      return says(
        'Nothing that was seen tells whether it is pinned.',
        host.serverFailure === null
          ? null
          : `The interceptor’s way to the server failed: ${host.serverFailure}`,
      );
  }
};

const hasRefusals = ({ evidence }: HostResult): boolean =>
  evidence.some(
    ({ kind }) => kind === 'refused' || kind === 'closed-without-alert' || kind === 'refused-after-handshake',
  );

/** Only an address tells a device's programs apart, and a browser there trusts what an app may not. */
const caution = ({ program, isTrustShownByOthers }: ClientResult, control: string): string | null =>
  program !== null || isTrustShownByOthers
    ? null
    : `Only ${control} was readable. If that was a browser on the same device, the app may just not trust a CA that a person installed (Android apps since 7 do not): let the app itself open ${control} to be sure.`;

const whatWasRead = ({ requests }: HostResult): string =>
  requests === 0 ? 'What it sent' : `${requests} request${requests === 1 ? '' : 's'}`;

/** `curl (pid 4711)`, `192.168.1.20` */
export const wordClient = ({ address, program, pids, isLocal }: ClientResult): string => {
  const name = program?.split(/[\\/]/).at(-1);
  if (name === undefined) return isLocal ? `${address} (this computer)` : address;
  return pids.length === 1 ? `${name} (pid ${pids[0] ?? ''})` : `${name} (${pids.length} processes)`;
};
