import { expect, test } from 'vitest';
import type { InterceptorEvent } from '../../../common/records.ts';
import { describeProof } from '../../../renderer/connections/describe-proof.ts';

const event = (kind: InterceptorEvent['kind']): InterceptorEvent => ({
  at: 0,
  clientPort: 1,
  kind,
  detail: '',
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
