import { expect, test } from 'vitest';
import type { InterceptorEvent } from '../../../common/records.ts';
import { describeInterceptorSaw, describeProof } from '../../../renderer/connections/interceptor-words.ts';

const event = (kind: InterceptorEvent['kind']): InterceptorEvent => ({
  at: 0,
  clientPort: 1,
  kind,
  detail: '',
});

test('a row says what was read, without repeating its host', () => {
  const saw = { kind: 'request-read', detail: 'GET https://api.example.com/v2' } as const;
  expect(describeInterceptorSaw(saw, 'mitmproxy 8.1.1')).toEqual({ text: 'read GET /v2', tone: 'read' });
});

test('without an interceptor, and without a word of it, nothing is claimed', () => {
  expect(describeInterceptorSaw(null, null)).toEqual({ text: 'not in between', tone: 'none' });
  expect(describeInterceptorSaw(null, 'mitmproxy 8.1.1')).toEqual({ text: 'no word from it', tone: 'none' });
});

test('a refused handshake is told with the reason', () => {
  const saw = { kind: 'client-handshake-failed', detail: 'unknown ca' } as const;
  expect(describeInterceptorSaw(saw, 'mitmproxy 8.1.1')).toEqual({
    text: 'refused by client: unknown ca',
    tone: 'refused',
  });
});

test('the proof is claimed only when the interceptor spoke, and never against its word', () => {
  expect([
    describeProof({ applicationBytesSent: 0 }, [event('connected'), event('client-handshake-failed')]),
    describeProof({ applicationBytesSent: 0 }, [event('request-read')]),
    describeProof({ applicationBytesSent: 0 }, []),
    describeProof({ applicationBytesSent: 1200 }, [event('client-handshake-done')]),
  ]).toEqual([
    {
      text: 'The interceptor read nothing: not one byte of application data left the client.',
      hasRead: false,
    },
    { text: 'The interceptor read this traffic.', hasRead: true },
    {
      text: 'No event of the interceptor; not one byte of application data left the client.',
      hasRead: false,
    },
    { text: 'The interceptor read nothing: 1.2 kB of application data left the client.', hasRead: false },
  ]);
});
