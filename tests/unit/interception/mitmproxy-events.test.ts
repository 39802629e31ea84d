import { describe, expect, test } from 'vitest';
import { parseMitmproxyLine, splitLines } from '../../../main/interception/mitmproxy-events.ts';

const secret = '0123456789abcdef';
const read = (facts: unknown): ReturnType<typeof parseMitmproxyLine> =>
  parseMitmproxyLine(`${secret} ${JSON.stringify(facts)}`, secret);

test('a line of the addon becomes an event', () => {
  expect(
    read({
      kind: 'request-read',
      at: 1_700_000_000_000.6,
      clientPort: 40_312,
      text: 'GET https://a.test/',
      later: 1,
    }),
  ).toEqual({
    kind: 'event',
    event: { kind: 'request-read', at: 1_700_000_000_001, clientPort: 40_312, detail: 'GET https://a.test/' },
  });
});

test('a line without the secret of the run is talk, whatever it says', () => {
  const forged = '{"kind":"request-read","at":1,"clientPort":1,"text":"GET https://a.test/"}';
  expect(parseMitmproxyLine(forged, secret)).toEqual({ kind: 'talk', text: forged });
});

test.each([
  ['broken JSON', `${secret} {"kind":`],
  ['no JSON', `${secret} hello`],
  ['an unknown kind', `${secret} {"kind":"new-thing","at":1,"clientPort":1,"text":""}`],
  ['a port out of range', `${secret} {"kind":"connected","at":1,"clientPort":70000,"text":""}`],
  ['a missing field', `${secret} {"kind":"connected","at":1}`],
])('%s is malformed, not a crash', (_what, line) => {
  expect(parseMitmproxyLine(line, secret)).toEqual({ kind: 'malformed' });
});

describe('a refused handshake is told in plain words, with the original beside it', () => {
  test.each([
    [
      "The client does not trust the proxy's certificate for a.test (tlsv1 alert unknown ca)",
      "The client does not trust mitmproxy's CA: alert unknown_ca (48).",
    ],
    [
      "The client may not trust the proxy's certificate for a.test (OpenSSL Error([('SSL routines', '', 'sslv3 alert certificate unknown')]))",
      'The client refused the certificate without saying why: alert certificate_unknown (46).',
    ],
    [
      "The client does not trust the proxy's certificate for a.test (OpenSSL Error([('SSL routines', '', 'ssl/tls alert bad certificate')]))",
      'The client refused the certificate: alert bad_certificate (42).',
    ],
    [
      'OpenSSL Error([(x, y, tlsv13 alert certificate required)])',
      'The client ended the handshake: alert certificate_required.',
    ],
    [
      'The client disconnected during the handshake. If this happens consistently for a.test, this may indicate …',
      'The client hung up during the handshake, without an alert.',
    ],
    ['Cannot parse ClientHello: 00', 'The handshake with the client failed.'],
  ])('%s', (text, words) => {
    const line = read({ kind: 'client-handshake-failed', at: 1, clientPort: 1, text });
    expect(line.kind === 'event' ? line.event.detail : line).toBe(`${words} mitmproxy: ${text}`);
  });
});

test('lines are put together from pieces, and empty ones are dropped', () => {
  const lines: string[] = [];
  const take = splitLines((line) => lines.push(line));
  for (const piece of ['one\r\ntw', 'o\n', '\n', 'thr', 'ee', '\nrest']) take(piece);
  expect(lines).toEqual(['one', 'two', 'three']);
});

test('a line without an end does not fill the memory', () => {
  const lengths: number[] = [];
  const take = splitLines((line) => lengths.push(line.length));
  for (let piece = 0; piece < 100; piece += 1) take('x'.repeat(10_000));
  take('\n');
  expect(lengths).toEqual([65_536]);
});
