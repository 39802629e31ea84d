import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { connectionsAsCurl } from '../../../common/connection-text.ts';
import { findingAsMarkdown, findingAsText } from '../../../common/finding-text.ts';
import { whatWeakened } from '../../../common/weakened.ts';
import type { ConnectionDetail } from '../../../common/ipc/contract.ts';
import { snippets } from '../../../common/pinning/snippets.ts';
import {
  sampleCertificate,
  sampleConnection,
  sampleVerification,
} from '../../support/journal/sample-records.ts';

const route = { text: 'http://127.0.0.1:8080', interceptor: 'mitmproxy 8.1.1', ledTo: null };

const detail = (changes: Partial<ConnectionDetail> = {}): ConnectionDetail => ({
  connection: {
    ...sampleConnection(1, { route }),
    interceptorSaw: null,
    weakened: [],
  },
  verification: sampleVerification(1, { failureMessage: 'Certificate pinning failure!\n  one' }),
  interceptorEvents: [],
  requests: [],
  ...changes,
});

test('a finding names what was expected, what was validated and what was presented, each hash whole', () => {
  const markdown = findingAsMarkdown(detail());
  const at = (text: string): number => markdown.indexOf(text);
  const order = [
    '### Mismatch for api.example.com:8443, blocked',
    '| Verdict | mismatch, blocked |',
    '**Expected pins (enforce, \\*\\*.example.com)**',
    '- `sha256/one` on no certificate of the validated chain',
    '**Chain as validated**',
    '1. `sha256/root` CN=root; issued by CN=Sample CA, O=Sample; ends 2027-01-01',
    '**Chain as presented**',
    '```text\nCertificate pinning failure!\n  one\n```',
    "openssl s_client -connect 'api.example.com:8443' -servername 'api.example.com'",
  ].map(at);
  expect(order.every((place) => place !== -1)).toBe(true);
  expect(order).toEqual([...order].sort((one, other) => one - other));
});

test('a certificate whose pin is expected is called pinned, and only on the validated chain', () => {
  const chain = [sampleCertificate('one'), sampleCertificate('root')];
  const markdown = findingAsMarkdown(
    detail({
      verification: sampleVerification(1, {
        validatedChain: chain,
        presentedChain: [sampleCertificate('two'), sampleCertificate('one')],
      }),
    }),
  );
  expect(markdown.match(/; pinned/g)).toHaveLength(1);
  expect(markdown).toContain('- `sha256/one` on the validated chain');
});

test('what strangers wrote cannot mark the ticket up, nor end the fence of a message', () => {
  const evil = { ...sampleCertificate('x'), subject: 'CN=<img src=x>|**[a](b)' };
  const markdown = findingAsMarkdown(
    detail({
      verification: sampleVerification(1, {
        validatedChain: [evil],
        presentedChain: [evil],
        failureMessage: 'a\n```\n# heading',
      }),
    }),
  );
  expect(markdown).toContain('CN=\\<img src=x\\>\\|\\*\\*\\[a\\](b)');
  expect(markdown).toContain('````text\na\n```\n# heading\n````');
});

test('a connection without a certificate is a finding too', () => {
  const text = findingAsText(
    detail({
      connection: {
        ...sampleConnection(1, {
          protocol: 'cleartext',
          verdict: 'cleartext',
          action: 'blocked',
          host: '::1',
        }),
        interceptorSaw: null,
        weakened: [],
      },
      verification: null,
    }),
  );
  expect(text).toContain('Cleartext for [::1]:8443, blocked');
  expect(text).toContain('none: cleartext');
  expect(text).not.toContain('openssl');
});

test.each(["a';id;'.example.test", 'a;id;.example.test', 'a$(id).example.test'])(
  'the name of a host that was only asked for runs nothing in the shell that a command is pasted to: %s',
  (host) => {
    const row = { ...sampleConnection(1, { route }), host, port: 8443, interceptorSaw: null, weakened: [] };
    const [, look = ''] = /```sh\n(?:# .*\n)?(openssl s_client .*?) -showcerts/.exec(
      findingAsMarkdown(detail({ connection: row })),
    ) ?? [''];
    const curl = snippets({ host, pins: [{ text: `sha256/${'A'.repeat(43)}=`, isLeaf: true }] }).at(-1)?.text;
    const words = (command = ''): readonly string[] =>
      execFileSync('sh', [
        '-c',
        `id() { printf RUN; }; openssl() { printf '%s\\n' "$@"; }; curl() { openssl "$@"; }; ${command}`,
      ])
        .toString()
        .trimEnd()
        .split('\n');
    expect(words(look)).toEqual(['s_client', '-connect', `${host}:8443`, '-servername', host]);
    expect(words(curl).at(-1)).toBe(`https://${host}/`);
    expect(words(connectionsAsCurl([row])).at(-1)).toBe(`https://${host}:8443/`);
  },
);

test('the ticket tells the strongest thing that the interceptor saw, not the last', () => {
  const refused = { kind: 'client-handshake-failed', detail: 'alert unknown_ca (48)' } as const;
  const event = (kind: 'connected' | 'disconnected') => ({ at: 0, clientPort: 1, kind, detail: '' });
  const text = findingAsText(
    detail({
      connection: { ...sampleConnection(1), interceptorSaw: refused, weakened: [] },
      interceptorEvents: [event('connected'), { at: 1, clientPort: 1, ...refused }, event('disconnected')],
    }),
  );
  expect(text).toMatch(/^Interceptor saw: +refused by client: alert unknown_ca \(48\)$/m);
});

test('the commands to look again ask the server that a name override led to, by the name of the host', () => {
  const look = (changes: Partial<ConnectionDetail['connection']>): string =>
    findingAsText(detail({ connection: { ...detail().connection, ...changes } }));
  const commands = "openssl s_client -connect '127.0.0.1:9443' -servername 'api.example.com'";
  const direct = look({
    address: '127.0.0.1:9443',
    route: { text: 'direct', interceptor: null, ledTo: '127.0.0.1:9443' },
  });
  expect(direct).toContain(`Look again with OpenSSL:\n${commands}`);
  const proxied = look({
    address: '192.0.2.7:3128',
    route: {
      text: 'http://192.0.2.7:3128, asked for 127.0.0.1:9443',
      interceptor: null,
      ledTo: '127.0.0.1:9443',
    },
  });
  expect(proxied).toContain(`# These ask the server directly, not through the proxy.\n${commands}`);
});

test('a finding says what weakened it, and looks again where the connection was led', () => {
  const connection = sampleConnection(1, { route: { ...route, ledTo: '127.0.0.1:9443' } });
  const weakened = whatWeakened(connection, null, null).filter(({ kind }) => kind === 'override');
  const shown = detail({ connection: { ...connection, interceptorSaw: null, weakened } });
  const sentence = 'A name override led it elsewhere: api.example.com:8443 → 127.0.0.1:9443.';
  expect(findingAsMarkdown(shown)).toContain(`**What weakened this**\n\n- ${sentence}`);
  expect(findingAsText(shown)).toContain(`What weakened this:\n  ${sentence}`);
  expect(findingAsText(shown)).toContain(
    "openssl s_client -connect '127.0.0.1:9443' -servername 'api.example.com' -showcerts",
  );
});
