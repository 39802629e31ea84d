/** A saved watch: a JSON file of version 1. What does not read as one is refused whole. */
import { z } from 'zod';
import { type Result, failure, success } from '../../common/result.ts';
import { clientGroupings } from '../../common/watch/watch-result.ts';
import type { WatchedSession } from '../../common/watch/watched-session.ts';

const headers = z.array(z.tuple([z.string(), z.string()]));
const exchange = z.strictObject({
  number: z.int(),
  at: z.number(),
  method: z.string(),
  url: z.string(),
  requestHeaders: headers,
  response: z
    .strictObject({
      status: z.int(),
      statusText: z.string(),
      headers,
      bodyBytes: z.int(),
      durationMs: z.number(),
    })
    .nullable(),
});
const time = z.number().nullable();

const connection = z.strictObject({
  id: z.string(),
  address: z.string(),
  port: z.int(),
  isLocal: z.boolean(),
  process: z.strictObject({ pid: z.int(), startedAt: z.string(), program: z.string() }).nullable(),
  askedHost: z.string(),
  askedPort: z.int().nullable(),
  serverName: z.string().nullable(),
  offeredAlpn: z.array(z.string()),
  alpn: z.string().nullable(),
  tlsVersion: z.string().nullable(),
  hasSentCertificate: z.boolean(),
  alert: z.string().nullable(),
  failure: z.enum(['alert', 'closed', 'other']).nullable(),
  failureDetail: z.string().nullable(),
  isPassedThrough: z.boolean(),
  isCleartext: z.boolean(),
  serverFailure: z.string().nullable(),
  closedBy: z.enum(['client', 'interceptor']).nullable(),
  openedAt: z.number(),
  helloAt: time,
  securedAt: time,
  failedAt: time,
  readAt: time,
  closedAt: time,
  exchanges: z.array(exchange),
  requests: z.int(),
});

const file = z.strictObject({
  pinspectWatch: z.literal(1),
  session: z.strictObject({
    name: z.string().max(200),
    startedAt: z.number(),
    endedAt: time,
    interceptor: z.string(),
    controlHost: z.string().nullable(),
    grouping: z.enum(clientGroupings),
    expectedHosts: z.array(z.string()),
    connections: z.array(connection),
    dropped: z.int(),
  }),
});

export const writeSession = (session: WatchedSession): string =>
  `${JSON.stringify({ pinspectWatch: 1, session }, null, 1)}\n`;

/** The error is the end of a sentence. */
export const readSession = (text: string): Result<WatchedSession, string> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failure('it is no JSON.');
  }
  const parsed = file.safeParse(json);
  if (parsed.success) return success(parsed.data.session);
  const [issue] = parsed.error.issues;
  return failure(
    `it is no watch that Pinspect saved${issue === undefined ? '' : ` (at ${issue.path.join('.') || 'the top'}: ${issue.message})`}.`,
  );
};
