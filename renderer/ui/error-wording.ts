/**
 * Words for what can go wrong on the way to a verdict. Main says what happened in `message` and `advice`; here each
 * known code gets a headline, and advice where main has none. An unknown code is shown as it came, never swallowed.
 */
import type { Failure } from '../../common/ipc/state.ts';

interface Wording {
  readonly title: string;
  readonly advice: string;
}

const wordings: Readonly<Record<string, Wording>> = {
  'name-not-resolved': {
    title: 'The host name was not found',
    advice: 'Check the spelling, and whether this network resolves the name (VPN, split DNS).',
  },
  'connect-refused': {
    title: 'The connection was refused',
    advice: 'Nothing listens there: check the port, and that the server runs.',
  },
  'connect-timeout': {
    title: 'No answer in time',
    advice: 'A firewall may drop the packets, or the route may need a proxy.',
  },
  'connect-reset': {
    title: 'The connection was cut off',
    advice: 'Send again; if it stays so, look between here and there.',
  },
  unreachable: {
    title: 'The address cannot be reached',
    advice: 'Check the network connection and the route.',
  },
  'handshake-timeout': {
    title: 'The TLS handshake did not finish in time',
    advice: 'The server accepted the connection and then fell silent. Send again, or try another route.',
  },
  'not-tls': {
    title: 'The server does not speak TLS there',
    advice: 'Use http:// for a plain server, or the port that speaks TLS (often 443).',
  },
  'proxy-refused': {
    title: 'The proxy refused the connection',
    advice: 'Check the proxy address under Route.',
  },
  'proxy-authentication': {
    title: 'The proxy wants a user name and password',
    advice: 'Enter them under Route, Given proxy.',
  },
  'pin-mismatch': { title: 'Blocked: none of the pins is on the chain', advice: '' },
  cleartext: {
    title: 'Blocked: plain HTTP to a host with pins',
    advice: 'Use https://, or remove the pins of this host.',
  },
  untrusted: {
    title: 'Blocked: the certificate chain did not validate',
    advice: 'The detail says why. Trust its CA for this run only if you know whose it is.',
  },
  undecided: {
    title: 'Blocked: no decision was reached',
    advice: 'Send again. What is not decided is never let through.',
  },
  unpinned: {
    title: 'Blocked: this host has no pins',
    advice: 'The policy refuses hosts without pins. Add a pin set, or allow unpinned hosts in the policy.',
  },
  'invalid-url': {
    title: 'This is not a URL to send to',
    advice: 'Write a host name, or a full https:// URL.',
  },
};

/** Chromium's names for the same things (net/base/net_error_list.h). */
const chromiumCodes: Readonly<Record<string, string>> = {
  'net::ERR_NAME_NOT_RESOLVED': 'name-not-resolved',
  'net::ERR_CONNECTION_REFUSED': 'connect-refused',
  'net::ERR_CONNECTION_TIMED_OUT': 'connect-timeout',
  'net::ERR_TIMED_OUT': 'connect-timeout',
  'net::ERR_CONNECTION_RESET': 'connect-reset',
  'net::ERR_CONNECTION_CLOSED': 'connect-reset',
  'net::ERR_ADDRESS_UNREACHABLE': 'unreachable',
  'net::ERR_INTERNET_DISCONNECTED': 'unreachable',
  'net::ERR_SSL_PROTOCOL_ERROR': 'not-tls',
  'net::ERR_PROXY_CONNECTION_FAILED': 'proxy-refused',
  'net::ERR_TUNNEL_CONNECTION_FAILED': 'proxy-refused',
  'net::ERR_PROXY_AUTH_REQUESTED': 'proxy-authentication',
  'net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN': 'pin-mismatch',
  'net::ERR_INVALID_URL': 'invalid-url',
};

export interface FailureWords {
  readonly title: string;
  readonly text: string;
  readonly advice: string;
}

export const wordFailure = (failure: Failure): FailureWords => {
  const wording = wordings[chromiumCodes[failure.code] ?? failure.code];
  if (wording === undefined) {
    return {
      title: failure.message === '' ? failure.code : failure.message,
      text: '',
      advice: failure.advice,
    };
  }
  return {
    title: wording.title,
    text: failure.message,
    advice: failure.advice === '' ? wording.advice : failure.advice,
  };
};
