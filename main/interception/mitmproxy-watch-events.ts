/** What the addon tells of clients that are not ours, as it is checked and put into the words of both interceptors. */
import { z } from 'zod';
import type { WatchEvent } from '../../common/watch/watch-event.ts';
import { alertIn, explainClientHandshakeFailure } from './handshake-failure.ts';

const headers = z.array(z.tuple([z.string(), z.string()]));
const base = { at: z.number(), connection: z.string() };
const event = <Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
): z.ZodObject<{ kind: z.ZodLiteral<Kind> } & typeof base & Shape> =>
  z.object({ kind: z.literal(kind), ...base, ...shape });

export const watchEvent = z.discriminatedUnion('kind', [
  event('opened', {
    address: z.string(),
    port: z.int(),
    isLocal: z.boolean(),
    process: z.object({ pid: z.int(), startedAt: z.string(), program: z.string() }).nullable(),
  }),
  event('asked', { host: z.string(), port: z.int() }),
  event('hello', { serverName: z.string().nullable(), alpn: z.array(z.string()) }),
  event('secured', { tlsVersion: z.string().nullable(), alpn: z.string().nullable() }),
  event('handshake-failed', {
    hasSentCertificate: z.boolean(),
    tlsVersion: z.string().nullable(),
    said: z.string(),
  }),
  event('late-alert', { alert: z.string() }),
  event('read', {}),
  event('request', { number: z.int(), method: z.string(), url: z.string(), headers }),
  event('response', {
    number: z.int(),
    status: z.int(),
    statusText: z.string(),
    bodyBytes: z.int(),
    headers,
  }),
  event('passed-through', {}),
  event('cleartext', {}),
  event('server-failed', { why: z.string() }),
  event('closed', { by: z.enum(['client', 'interceptor']) }),
]);

export const toWatchEvent = (told: z.infer<typeof watchEvent>): WatchEvent => {
  if (told.kind === 'secured') return { ...told, tlsVersion: nameOfVersion(told.tlsVersion) };
  if (told.kind !== 'handshake-failed') return told;
  const { said, tlsVersion, ...facts } = told;
  const alert = alertIn(said);
  const hasGone = /disconnected during the handshake|connection closed/i.test(said);
  return {
    ...facts,
    alert,
    how: alert !== null ? 'alert' : hasGone ? 'closed' : 'other',
    tlsVersion: nameOfVersion(tlsVersion),
    detail: explainClientHandshakeFailure(said),
  };
};

/** mitmproxy and OpenSSL say `TLSv1.3`. */
const nameOfVersion = (text: string | null): string | null => text?.replace(/^TLSv(?=\d)/, 'TLS ') ?? null;
