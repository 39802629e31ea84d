/**
 * Words for what can go wrong on the way to a verdict. Main says what happened in `message` and what to try in
 * `advice`; here each known code gets a headline and a word or two for a row. An unknown code is shown as it came.
 */
import type { Failure } from '../../common/ipc/state.ts';

interface Wording {
  readonly title: string;
  readonly short: string;
}

const wordings: Readonly<Record<string, Wording>> = {
  'name-not-resolved': { title: 'The host name was not found', short: 'name not found' },
  'connect-refused': { title: 'The connection was refused', short: 'refused' },
  'connect-timeout': { title: 'No answer in time', short: 'no answer' },
  'connect-failed': { title: 'The connection could not be made', short: 'not connected' },
  'network-unreachable': { title: 'The address cannot be reached', short: 'unreachable' },
  'handshake-timeout': { title: 'The TLS handshake did not finish in time', short: 'handshake timed out' },
  'closed-in-handshake': { title: 'The connection ended in the TLS handshake', short: 'cut in handshake' },
  'bad-handshake': { title: 'What came back is not a proper TLS handshake', short: 'broken handshake' },
  'not-tls': { title: 'The server does not speak TLS there', short: 'not TLS' },
  'tls-version': { title: 'No TLS version or cipher suite in common', short: 'no common TLS' },
  'proxy-unreachable': { title: 'The proxy cannot be reached', short: 'no proxy' },
  'proxy-refused': { title: 'The proxy refused the connection', short: 'proxy refused' },
  'proxy-authentication': { title: 'The proxy wants a user name and password', short: 'proxy password' },
  'client-certificate': { title: 'The server asks for a client certificate', short: 'client certificate' },
  'client-left': { title: 'The handshake was given up after the accept', short: 'given up' },
  'handshake-unproven': {
    title: 'The server did not prove that the certificate is its own',
    short: 'not proven',
  },
  'no-route': { title: 'No way out was found', short: 'no route' },
  'proxy-scheme': { title: 'The proxy wants a sign-in that Pinspect does not know', short: 'proxy sign-in' },
  'empty-response': { title: 'The answer ended too early', short: 'cut off' },
  'epoch-ended': { title: 'The policy, route or trust changed meanwhile', short: 'changed meanwhile' },
  'not-asked-for': { title: 'A connection that nobody asked for was refused', short: 'not asked for' },
  'no-decision': { title: 'Blocked: no decision was reached', short: 'no decision' },
  cancelled: { title: 'Cancelled', short: 'cancelled' },
  'pin-mismatch': { title: 'Blocked: none of the pins is on the chain', short: 'no pin matched' },
  cleartext: { title: 'Blocked: plain HTTP to a host with pins', short: 'plain HTTP' },
  untrusted: { title: 'Blocked: the certificate chain did not validate', short: 'chain not valid' },
  'unpinned-refused': { title: 'Blocked: this host has no pins', short: 'no pins' },
  'no-page': { title: 'The server sent no page', short: 'no page' },
  'page-crashed': { title: 'The page has crashed', short: 'crashed' },
  'no-session': { title: 'The page could not be opened', short: 'not opened' },
  'bad-url': { title: 'This is not a URL to send to', short: 'bad URL' },
};

/** For a row: `name not found`; null for a code without words. */
export const shortCause = (code: string): string | null => wordings[code]?.short ?? null;

/**
 * For a request that failed: null where Chromium's own code says what happened. It calls whatever is refused in its verify
 * proc a pinned key that is missing, also where there are no pins.
 */
export const wordNetError = (code: string): string | null =>
  code === 'net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN' ? 'not sent: Pinspect refused the certificate' : null;

export interface FailureWords {
  readonly title: string;
  readonly text: string;
  readonly advice: string;
}

/** Main's messages are read on a terminal too: what only the window has is said here. */
const adviceInWindow: Readonly<Record<string, string>> = {
  'name-not-resolved':
    'A name that only you know can be led to an address in Settings, under Name overrides.',
};

/** Whether the step after this failure is made in Settings. */
export const leadsToSettings = (code: string): boolean =>
  code === 'untrusted' || Object.hasOwn(adviceInWindow, code);

export const wordFailure = ({ code, message, advice }: Failure): FailureWords => {
  const title = wordings[code]?.title;
  const inWindow = adviceInWindow[code];
  if (title !== undefined)
    return { title, text: message, advice: [advice, inWindow ?? ''].filter((part) => part !== '').join(' ') };
  return { title: message === '' ? code : message, text: '', advice };
};
