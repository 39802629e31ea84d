import { expect, test } from 'vitest';
import { describeInterceptorSaw } from '../../../common/interceptor-words.ts';

test('a row says what was read, without repeating its host', () => {
  const saw = { kind: 'request-read', detail: 'GET https://api.example.com/v2' } as const;
  expect(describeInterceptorSaw(saw, 'mitmproxy 8.1.1')).toEqual({
    text: 'read GET /v2',
    inFull: 'read GET https://api.example.com/v2',
    tone: 'read',
  });
});

test('without an interceptor, and without a word of it, nothing is claimed', () => {
  expect(describeInterceptorSaw(null, null)).toMatchObject({ text: 'not in between', tone: 'none' });
  expect(describeInterceptorSaw(null, 'mitmproxy 8.1.1')).toMatchObject({
    text: 'no word from it',
    tone: 'none',
  });
});

test('a refused handshake is told with the reason, the alert first where a row would cut it off', () => {
  const detail =
    'The client refused the certificate without saying why: alert certificate_unknown (46). mitmproxy: and so on';
  const saw = { kind: 'client-handshake-failed', detail } as const;
  expect(describeInterceptorSaw(saw, 'mitmproxy 8.1.1')).toEqual({
    text: 'refused by client: alert certificate_unknown (46)',
    inFull: `refused by client: ${detail}`,
    tone: 'refused',
  });
  expect(describeInterceptorSaw({ ...saw, detail: 'unknown ca' }, 'mitmproxy 8.1.1').text).toBe(
    'refused by client: unknown ca',
  );
});
