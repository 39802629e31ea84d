import type { ConnectionDetail } from '../../../common/ipc/contract.ts';
import type { RequestOutcome } from '../../../common/ipc/state.ts';

/** How a request of the scripted main ends: one hop, and a small answer where there is one. */
export const outcomeOf = (
  outcome: RequestOutcome['outcome'],
  url: string,
  detail: ConnectionDetail | null,
  failed: RequestOutcome['failure'],
): RequestOutcome => {
  const body = '{"session":"5f1c","expiresIn":900}';
  return {
    requestId: 1,
    hops: [
      {
        method: 'GET',
        url,
        status: outcome === 'response' ? 200 : null,
        verdict: detail?.connection.verdict ?? null,
        action: detail?.connection.action ?? null,
        connectionId: detail?.connection.id ?? null,
        headers: [],
        timing: {
          isReused: false,
          queuedMs: 1,
          dialMs: 12,
          handshakeMs: 31,
          waitingMs: 84,
          receivingMs: 3,
          totalMs: 131,
        },
      },
    ],
    outcome,
    response:
      outcome === 'response'
        ? {
            status: 200,
            statusText: 'OK',
            headers: [
              ['content-type', 'application/json'],
              ['strict-transport-security', 'max-age=31536000'],
              ['date', 'Tue, 24 Nov 2026 02:56:27 GMT'],
            ],
            bodyText: body,
            bodyBase64: null,
            bodyBytes: body.length,
            isTruncated: false,
            durationMs: 131,
          }
        : null,
    failure: failed,
  };
};
