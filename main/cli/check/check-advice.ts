/** What to do about a result: for whoever owns the pins, and for whoever renews the certificate. */
import { commandsToLookAgain } from '../../../common/openssl-commands.ts';
import { adviseOnUntrusted } from '../../../common/untrusted-advice.ts';
import type { CheckedRequest } from './run-check.ts';

const dayMs = 86_400_000;
/** Time to ship a new pin in an app before the old certificate goes. */
const shippingMs = 30 * dayMs;

export interface Advised {
  /** Where the advice is read: options help in a terminal only. */
  readonly place: 'terminal' | 'window';
  /** The file of the roots that alone count; null: none was given. */
  readonly anchorsName: string | null;
}

/** What every command says in place of the window's settings. */
export const terminalAdvice: Readonly<Record<string, string>> = {
  'proxy-unreachable': 'Check the address of the proxy (--proxy, HTTPS_PROXY) and that it runs.',
  'proxy-scheme':
    'Put a local proxy in between that can sign in that way (Px, Cntlm), or have Basic allowed.',
  'proxy-authentication':
    'Give the proxy’s user and password inside its URL (--proxy, HTTPS_PROXY): http://user:password@host:port.',
  'proxy-refused':
    'Ask whoever runs the proxy whether it lets this host and port through, or name the host in NO_PROXY.',
  'proxy-untrusted':
    'Check the address of the proxy (--proxy, HTTPS_PROXY), that its certificate is for that name, and that this machine trusts its authority.',
  'client-left':
    'Try it again. If it stays so, the server asks for a client certificate, which is not given.',
  'client-certificate': 'Test against a server that asks for no client certificate.',
};

const adviceByCode: Readonly<Record<string, string>> = {
  ...terminalAdvice,
  'name-not-resolved': 'Check the spelling of the host, and that this machine’s DNS knows it.',
  'connect-refused': 'Check the port, and that the server runs.',
  'connect-timeout':
    'Check that the host is up and that no firewall drops the connection, or give --timeout more seconds.',
  timeout: 'Give --timeout more seconds, or find out why the server is slow.',
  'network-unreachable': 'Check this machine’s network connection.',
  'network-changed': 'Try it again once this machine’s network is at rest.',
  'not-tls': 'Check the port: another protocol answers there.',
  'closed-in-handshake':
    'The server may demand another TLS version, a client certificate or a name it knows: its log tells.',
  'handshake-unproven':
    'Somebody in between may show this certificate without its key: compare from another network. If not, the server’s TLS is broken.',
  'handshake-timeout': 'The server accepted the connection and went silent: check that it is healthy.',
};

/** What the window has in place of a command's options. */
const windowAdviceByCode: Readonly<Record<string, string>> = {
  'connect-timeout': 'Check that the host is up and that no firewall drops the connection.',
  timeout: 'Find out why the server is slow.',
  'proxy-unreachable': 'Check the address of the proxy (Settings, Route) and that it runs.',
  'proxy-authentication': 'Give the proxy’s user and password (Settings, Route).',
  'proxy-untrusted':
    'Check the address of the proxy (Settings, Route), and that its certificate is for that name and from a trusted authority.',
  'proxy-refused': 'Ask whoever runs the proxy whether it lets this host and port through.',
};

export const adviseOn = (checked: CheckedRequest, advised: Advised): readonly string[] => {
  const { result } = checked;
  const { place } = advised;
  const isTerminal = place === 'terminal';
  switch (result.verdict) {
    case 'pinned':
      return result.errorCode === null ? [] : networkAdvice(checked, place);
    case 'mismatch':
      return [
        'Find out which is right. If the certificate was renewed as planned, ship the new pin first: the hashes of the chain are below.',
        'If nobody renewed it, somebody may stand between: compare the chain from another network.',
      ];
    case 'cleartext':
      return ['Use https://. Without TLS there is no certificate to compare with the pins.'];
    case 'unpinned':
      return [
        `${result.notInForce.length === 0 ? 'Add a pin set for the host' : 'Put its pin set in force again, with pins that hold'}${isTerminal ? ', or allow it with --allow-unpinned' : ', if it is one of yours'}.`,
      ];
    case 'untrusted':
      return [untrustedAdvice(checked, advised)];
    case 'undecided':
      return networkAdvice(checked, place);
  }
};

const untrustedAdvice = (
  { result: { host }, presentedChain: [leaf], startedAt }: CheckedRequest,
  advised: Advised,
): string =>
  adviseOnUntrusted({ leaf: leaf ?? null, host, at: startedAt, unknownAuthority: unknownAuthority(advised) });

/** What to do where nothing is wrong with the certificate itself, and nobody known vouches for it. */
export const unknownAuthority = ({ place, anchorsName }: Advised): string => {
  if (anchorsName !== null)
    return `See that ${anchorsName} holds the root that the chain ends in, and that the server sends every certificate between. Otherwise do not trust what answers there.`;
  return `If the host belongs to a private PKI, ${place === 'terminal' ? 'name its root with --cacert' : 'trust its root for this run (Settings, Trusted CAs)'}. Otherwise do not trust what answers there.`;
};

const networkAdvice = (
  { result: { errorCode } }: CheckedRequest,
  place: Advised['place'],
): readonly string[] => {
  const advice =
    errorCode === null
      ? undefined
      : ((place === 'window' ? windowAdviceByCode[errorCode] : undefined) ?? adviceByCode[errorCode]);
  return [
    advice ??
      `${place === 'terminal' ? 'Run the check again' : 'Try it again'}; if it stays so, look at the server’s log.`,
  ];
};

/** The sentence to send to whoever renews the certificate, by where the pin stands; null: there is nothing to ask. */
export const renewalRequest = (checked: CheckedRequest): string | null => {
  const { validatedChain, result, startedAt } = checked;
  const { host } = result;
  if (result.verdict === 'mismatch') {
    const [pin = '', ...others] = result.expectedPins;
    const pins = others.length === 0 ? pin : `${pin} or ${others.length} more, listed below`;
    return `Deploy on ${host} a certificate whose chain has a pinned key (${pins}), or confirm that the keys have changed for good: apps with these pins refuse the server until they are updated.`;
  }
  const index = result.chain.findIndex(({ pinned }) => pinned);
  const [leaf] = validatedChain;
  const holder = validatedChain[index];
  if (result.verdict !== 'pinned' || leaf === undefined || holder === undefined) return null;
  const end = leaf.notAfter.slice(0, 10);
  const shipBy = Date.parse(leaf.notAfter) - shippingMs;
  const when = shipBy > startedAt ? `before ${new Date(shipBy).toISOString().slice(0, 10)}` : 'at once';
  if (result.matchedPin?.startsWith('cert-') === true)
    return `Send the next certificate of ${host} ${when}, before this one ends on ${end}: the whole certificate is pinned, so every renewal breaks it.`;
  return index === 0
    ? `Renew the certificate of ${host}, which ends on ${end}, with the same key; or send the next CSR ${when}, so that its pin can be shipped first.`
    : `Renew the certificate of ${host}, which ends on ${end}, from the same authority, ${holder.subject}, whose key is pinned (it ends on ${holder.notAfter.slice(0, 10)}); or say ${when} which other it will be, so that its pin can be shipped first.`;
};

/** How to see the same with OpenSSL. */
export const opensslCommands = ({
  result,
  connection,
  validatedChain,
  presentedChain,
}: CheckedRequest): readonly string[] => {
  if (!result.url.startsWith('https:')) return [];
  const route = connection?.route ?? { text: result.route, interceptor: null, ledTo: null };
  const sent = new Set(presentedChain.map(({ certSha256 }) => certSha256));
  // Only numbers: what a certificate says must not come into a shell.
  const unsent = validatedChain.flatMap(({ certSha256 }, index) => (sent.has(certSha256) ? [] : [index + 1]));
  return [
    ...commandsToLookAgain({ ...result, route }),
    ...(unsent.length === 0
      ? []
      : [
          `# Not sent by the server, but in the system’s store or among the given roots: ${unsent.join(', ')} of the chain.`,
        ]),
  ];
};
