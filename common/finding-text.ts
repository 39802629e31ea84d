/** One connection as a finding, ready to paste into a ticket: what was found, expected and presented, and how to look again. */
import { authorityOf } from './bracketed.ts';
import { describeInterceptorSaw } from './interceptor-words.ts';
import type { ConnectionDetail } from './ipc/contract.ts';
import { commandsToLookAgain } from './openssl-commands.ts';
import type { CertificateFacts } from './pinning/certificate.ts';
import { isPinOf } from './pinning/match-pin.ts';
import { weakenedTitle } from './weakness.ts';

interface Finding {
  readonly title: string;
  readonly reason: string;
  readonly weakened: readonly string[];
  readonly facts: readonly (readonly [term: string, text: string])[];
  readonly pinsTitle: string;
  readonly pins: readonly HashLine[];
  readonly chains: readonly { readonly title: string; readonly lines: readonly HashLine[] }[];
  readonly failureMessage: string | null;
  readonly commands: readonly string[];
}

interface HashLine {
  readonly hash: string;
  readonly text: string;
}

const isSameChain = (one: readonly CertificateFacts[], other: readonly CertificateFacts[]): boolean =>
  one.length === other.length && one.every(({ certSha256 }, at) => certSha256 === other[at]?.certSha256);

const findingOf = ({ connection, verification }: ConnectionDetail): Finding => {
  const { interceptor } = connection.route;
  const authority = authorityOf(connection);
  const validated = verification?.validatedChain ?? [];
  const presented = verification?.presentedChain ?? [];
  const evaluation = verification?.evaluation ?? null;
  const pins = evaluation?.expectedPins ?? [];
  const line = (certificate: CertificateFacts, mayMatch: boolean): HashLine => ({
    hash: certificate.spkiSha256,
    text: [
      certificate.subject,
      `issued by ${certificate.issuer}`,
      `ends ${certificate.notAfter.slice(0, 10)}`,
      ...(mayMatch && pins.some((pin) => isPinOf(pin, certificate)) ? ['pinned'] : []),
    ].join('; '),
  });
  const isSame = isSameChain(presented, validated);
  const chains = [
    {
      title: isSame ? 'Chain, as validated and as presented' : 'Chain as validated',
      lines: validated.map((certificate) => line(certificate, true)),
    },
    {
      title: 'Chain as presented',
      lines: isSame ? [] : presented.map((certificate) => line(certificate, false)),
    },
  ].filter(({ lines }) => lines.length > 0);
  const facts: (readonly [string, string | null])[] = [
    ['When', new Date(connection.startedAt).toISOString()],
    ['Verdict', `${connection.verdict}, ${connection.action}`],
    ['Report-only verdict', connection.reportOnlyVerdict],
    ['Code', connection.errorCode],
    ['Route', connection.route.text],
    ['Interceptor', interceptor],
    [
      'Interceptor saw',
      interceptor === null ? null : describeInterceptorSaw(connection.interceptorSaw, interceptor).inFull,
    ],
    ['Address', connection.address],
    [
      'TLS',
      connection.protocol === 'cleartext'
        ? 'none: cleartext'
        : [connection.tlsVersion, connection.cipherSuite].filter((one) => one !== null).join(', ') || null,
    ],
    ['ALPN offered', connection.alpn],
    ['Chromium said', verification?.chromiumResult ?? null],
    ['Application data sent', `${connection.applicationBytesSent} bytes`],
  ];
  return {
    title: `${connection.verdict} for ${authority}, ${connection.action}`,
    reason: connection.reason,
    weakened: connection.weakened.map(({ sentence }) => sentence),
    facts: facts.flatMap(([term, text]) => (text === null ? [] : [[term, text] as const])),
    pinsTitle:
      evaluation === null || pins.length === 0
        ? ''
        : `Expected pins (${evaluation.mode}, ${evaluation.matchedPatterns.join(' and ')})`,
    pins: pins.map((pin) => ({
      hash: pin,
      text: validated.some((certificate) => isPinOf(pin, certificate))
        ? 'on the validated chain'
        : 'on no certificate of the validated chain',
    })),
    chains,
    failureMessage: verification?.failureMessage ?? null,
    commands: connection.protocol === 'tls' ? commandsToLookAgain(connection) : [],
  };
};

/** CommonMark: characters that would mark text up; a certificate's text comes from strangers. */
const escaped = (text: string): string => text.replace(/[\\|`*_<>[\]#~]/g, '\\$&').replace(/\s+/g, ' ');

/** A fence longer than any inside (CommonMark, 4.5). */
const fenced = (text: string, language: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Markdown, for an issue. */
export const findingAsMarkdown = (detail: ConnectionDetail): string => {
  const { title, reason, weakened, facts, pinsTitle, pins, chains, failureMessage, commands } =
    findingOf(detail);
  const hashes = (lines: readonly HashLine[], mark: string): string =>
    lines.map(({ hash, text }) => `${mark} \`${hash}\` ${escaped(text)}`).join('\n');
  return [
    `### ${escaped(capitalised(title))}`,
    escaped(reason),
    ...(weakened.length === 0
      ? []
      : [`**${weakenedTitle}**`, weakened.map((sentence) => `- ${escaped(sentence)}`).join('\n')]),
    ['| | |', '| --- | --- |', ...facts.map(([term, text]) => `| ${term} | ${escaped(text)} |`)].join('\n'),
    ...(pins.length === 0 ? [] : [`**${escaped(pinsTitle)}**`, hashes(pins, '-')]),
    ...chains.flatMap((chain) => [`**${chain.title}**`, hashes(chain.lines, '1.')]),
    ...(failureMessage === null ? [] : ['**Failure message**', fenced(failureMessage, 'text')]),
    ...(commands.length === 0 ? [] : ['**Look again with OpenSSL**', fenced(commands.join('\n'), 'sh')]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

/** Plain text, for a mail or a form. */
export const findingAsText = (detail: ConnectionDetail): string => {
  const { title, reason, weakened, facts, pinsTitle, pins, chains, failureMessage, commands } =
    findingOf(detail);
  const hashes = (lines: readonly HashLine[]): string =>
    lines.map(({ hash, text }) => `  ${hash}\n    ${text}`).join('\n');
  const width = Math.max(...facts.map(([term]) => term.length));
  return [
    capitalised(title),
    reason,
    ...(weakened.length === 0
      ? []
      : [`${weakenedTitle}:\n${weakened.map((sentence) => `  ${sentence}`).join('\n')}`]),
    facts.map(([term, text]) => `${`${term}:`.padEnd(width + 1)}  ${text}`).join('\n'),
    ...(pins.length === 0 ? [] : [`${pinsTitle}:\n${hashes(pins)}`]),
    ...chains.map((chain) => `${chain.title}:\n${hashes(chain.lines)}`),
    ...(failureMessage === null ? [] : [failureMessage]),
    ...(commands.length === 0 ? [] : [`Look again with OpenSSL:\n${commands.join('\n')}`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};
