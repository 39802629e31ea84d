/**
 * Reads what mitmproxy-addon.py writes to stdout: lines that begin with the secret of the run and a space. Anything
 * else on stdout is mitmproxy's own talk. A line with the secret that is not understood is counted, never guessed at.
 */
import { z } from 'zod';
import type { InterceptorEvent } from '../../common/records.ts';
import type { WatchEvent } from '../../common/watch/watch-event.ts';
import { explainClientHandshakeFailure } from './handshake-failure.ts';
import { toWatchEvent, watchEvent } from './mitmproxy-watch-events.ts';

const eventLine = z.object({
  kind: z.enum([
    'connected',
    'client-handshake-done',
    'client-handshake-failed',
    'request-read',
    'response-read',
    'server-failed',
    'disconnected',
  ]),
  at: z.number(),
  clientPort: z.int().min(1).max(65_535),
  text: z.string(),
  requestBytes: z.int().min(0).optional(),
});

const watchLine = z.object({ kind: z.literal('watch'), clientPort: z.int(), event: watchEvent });

const line = z.discriminatedUnion('kind', [eventLine, watchLine, z.object({ kind: z.literal('running') })]);

export type MitmproxyLine =
  | { readonly kind: 'event'; readonly event: InterceptorEvent }
  | { readonly kind: 'watch'; readonly event: WatchEvent; readonly clientPort: number }
  | { readonly kind: 'running' }
  | { readonly kind: 'malformed' }
  /** Not from the addon. */
  | { readonly kind: 'talk'; readonly text: string };

export function parseMitmproxyLine(text: string, secret: string): MitmproxyLine {
  if (!text.startsWith(`${secret} `)) return { kind: 'talk', text };
  const parsed = line.safeParse(parseJson(text.slice(secret.length + 1)));
  if (!parsed.success) return { kind: 'malformed' };
  if (parsed.data.kind === 'running') return { kind: 'running' };
  if (parsed.data.kind === 'watch')
    return { kind: 'watch', event: toWatchEvent(parsed.data.event), clientPort: parsed.data.clientPort };
  const { kind, at, clientPort, text: said, requestBytes } = parsed.data;
  const event = { kind, at: Math.round(at), clientPort, detail: detailOf(kind, said) };
  return { kind: 'event', event: requestBytes === undefined ? event : { ...event, requestBytes } };
}

function detailOf(kind: InterceptorEvent['kind'], said: string): string {
  switch (kind) {
    case 'connected':
      return 'The connection reached mitmproxy.';
    case 'disconnected':
      return 'The connection was closed.';
    case 'client-handshake-failed':
      return explainClientHandshakeFailure(said);
    case 'client-handshake-done':
    case 'request-read':
    case 'response-read':
    case 'server-failed':
      return said;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Longer than any line the addon writes: what exceeds it is no event. */
const maximumLineLength = 65_536;

/** Cuts a stream into lines. Returns the function that takes the next piece. */
export function splitLines(onLine: (line: string) => void): (piece: string) => void {
  let pending = '';
  return (piece) => {
    const lines = (pending + piece).split('\n');
    pending = (lines.pop() ?? '').slice(0, maximumLineLength);
    for (const each of lines) {
      const text = each.replace(/\r$/, '');
      if (text !== '') onLine(text);
    }
  };
}
