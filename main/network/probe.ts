/** Sends one request through the pinned network and reports how it ended, one hop a redirect, each hop judged by itself. */
import { type ClientRequest, net } from 'electron';
import { errorText } from '../../common/error-text.ts';
import type { Failure, HopTiming, RequestHop, RequestOutcome } from '../../common/ipc/state.ts';
import type { Connection, HttpRequest } from '../../common/records.ts';
import { targetOf } from './connection-log.ts';
import { type Epoch, EpochEndedError, type OpenLane } from './epoch.ts';
import { hopTiming } from './hop-timing.ts';
import type { PinnedNetwork } from './pinned-network.ts';
import {
  type ReadOptions,
  type Response,
  headerPairs,
  readBody,
  toRedirectResponse,
  toResponse,
} from './probe-response.ts';
import { describeFailure, isNetworkChange } from './request-failures.ts';

export interface ProbeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface ProbeOptions extends ReadOptions {
  readonly signal: AbortSignal;
  /** False: a redirect is an answer like any other. */
  readonly followsRedirects?: boolean;
  /** False: a host that was rejected in the epoch stays refused, with the verdict it had. */
  readonly retriesRejected?: boolean;
  /** Of the caller's own (`openPrivateEpoch`), in place of the one in force; nothing is retried then. */
  readonly epoch?: Epoch;
}

type HopResult =
  | { readonly kind: 'response'; readonly response: Response }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly url: string;
      readonly method: string;
      readonly headers: Response['headers'];
    }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'cancelled' };

/** Fetch's limit (WHATWG Fetch, HTTP-redirect fetch, step 5). */
const maximumRedirects = 20;

/** How often a request is sent again because this computer's network changed under it: a machine may start many containers at once. */
const repeatsAfterNetworkChange = 5;

/** That a server may get twice, since they change nothing there (RFC 9110, 9.2.1). */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Follows redirects; each hop takes the session that its host belongs to. Never throws for what the network did. */
export const sendProbe = async (
  network: PinnedNetwork,
  request: ProbeRequest,
  options: ProbeOptions,
): Promise<RequestOutcome> => {
  for (;;) {
    // Opened first, so that the epoch asked below is one that stands.
    if (options.epoch === undefined) await network.laneFor(request.url);
    const hops: RequestHop[] = [];
    try {
      return await followHops(network, request, options, hops);
    } catch (error) {
      if (!(error instanceof EpochEndedError)) throw error;
      // Nothing was sent yet: the epoch in force now may send it. A later hop must not repeat the earlier ones.
      if (hops.length > 0 || options.epoch !== undefined)
        return { requestId: 0, hops, outcome: 'failed', response: null, failure: endedMeanwhile };
    }
  }
};

/** Adds each hop to `hops`. Throws `EpochEndedError` when the epoch ended before the next one could be sent. */
const followHops = async (
  network: PinnedNetwork,
  request: ProbeRequest,
  options: ProbeOptions,
  hops: RequestHop[],
): Promise<RequestOutcome> => {
  // A host that was rejected stays refused in its epoch: trying again is a new one.
  const current = options.epoch ?? network.current;
  const isRetry =
    options.epoch === undefined &&
    (options.retriesRejected ?? true) &&
    (await current.hasRejected(request.url));
  const epoch = isRetry ? network.openPrivateEpoch() : current;
  try {
    let next = request;
    for (;;) {
      const open = await epoch.laneFor(next.url);
      const { result, row, connection, timing } = await sendHop(open, next, options);
      const isLast = result.kind !== 'redirect' || hops.length === maximumRedirects;
      hops.push({
        method: next.method,
        url: next.url,
        status:
          result.kind === 'response'
            ? result.response.status
            : result.kind === 'redirect'
              ? result.status
              : null,
        verdict: connection?.verdict ?? null,
        action: connection?.action ?? null,
        connectionId: connection?.id ?? null,
        headers:
          result.kind === 'response'
            ? result.response.headers
            : result.kind === 'redirect'
              ? result.headers
              : [],
        timing,
      });
      if (isLast) return toOutcome(result, next, row, hops, connection, epoch.isEnded);
      next = redirected(next, result);
    }
  } finally {
    if (isRetry) await network.endPrivateEpoch(epoch);
  }
};

interface SentHop {
  readonly result: HopResult;
  readonly row: HttpRequest | null;
  readonly connection: Connection | null;
  readonly timing: HopTiming;
}

/** A change of this computer's network says nothing of the host: what is safe to send twice is sent again. */
const sendHop = async (open: OpenLane, request: ProbeRequest, options: ProbeOptions): Promise<SentHop> => {
  for (let repeats = 0; ; repeats += 1) {
    const sent = await sendOnce(open, request, options);
    const isGivenUp =
      sent.result.kind === 'error' &&
      isNetworkChange(sent.result.error, sent.connection) &&
      // What of an answer has come was handed on already.
      sent.timing.receivingMs === null;
    const mayRepeat = safeMethods.has(request.method.toUpperCase()) && repeats < repeatsAfterNetworkChange;
    if (!isGivenUp || !mayRepeat) return sent;
  }
};

const sendOnce = async (
  { lane, connections, requests }: OpenLane,
  request: ProbeRequest,
  options: ProbeOptions,
): Promise<SentHop> => {
  const startedAt = Date.now();
  const target = targetOf(request.url);
  let row: HttpRequest | null = null;
  const unclaim = requests.claim(request.method, request.url, (changed) => (row = changed));
  const unwatch = connections.watch((connection) => {
    if (connection.host !== target.host || connection.port !== target.port) return;
    options.onProgress(connection.action === 'allowed' ? 'waiting' : 'verifying', 0);
  });
  try {
    options.onProgress('connecting', 0);
    const startedMs = performance.now();
    let answeredMs: number | null = null;
    const result = await exchange(
      () =>
        net.request({
          session: lane.session,
          url: request.url,
          method: request.method,
          redirect: 'manual',
          useSessionCookies: false,
        }),
      request,
      options,
      () => {
        answeredMs = performance.now() - startedMs;
      },
    );
    const totalMs = performance.now() - startedMs;
    const connection =
      result.kind === 'error'
        ? connections.refusalOf(target, startedAt)
        : connections.carrierOf(target, startedAt);
    const timing = hopTiming({ startedAt, answeredMs, totalMs, connection });
    return { result, row, connection, timing };
  } finally {
    unclaim();
    unwatch();
  }
};

const exchange = async (
  open: () => ClientRequest,
  { headers, body }: ProbeRequest,
  options: ProbeOptions,
  onAnswered: () => void,
): Promise<HopResult> =>
  new Promise((resolve) => {
    const { signal } = options;
    if (signal.aborted) {
      resolve({ kind: 'cancelled' });
      return;
    }
    const startedMs = performance.now();
    let request: ClientRequest;
    try {
      request = open();
      for (const [name, value] of headers) request.setHeader(name, value);
    } catch (error) {
      resolve({ kind: 'error', error: errorText(error) });
      return;
    }
    const abort = (): void => {
      finish({ kind: 'cancelled' });
      request.abort();
    };
    // Not on the request's 'close': that is its writing half, which ends before anything was answered.
    const finish = (result: HopResult): void => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    signal.addEventListener('abort', abort);
    request.on('redirect', (status, method, url, headers) => {
      onAnswered();
      const durationMs = Math.round(performance.now() - startedMs);
      finish(
        (options.followsRedirects ?? true)
          ? { kind: 'redirect', status, method, url, headers: headerPairs(headers) }
          : { kind: 'response', response: toRedirectResponse(status, headers, durationMs) },
      );
      request.abort();
    });
    request.on('login', (_challenge, answer) => {
      answer();
    });
    request.on('error', (error) => {
      finish({ kind: 'error', error: error.message });
    });
    request.on('abort', () => {
      finish({ kind: 'cancelled' });
    });
    request.on('response', (message) => {
      onAnswered();
      void readBody(message, options).then(
        (read) => {
          const durationMs = Math.round(performance.now() - startedMs);
          finish({ kind: 'response', response: toResponse(message, read, durationMs) });
          if (read.isCutShort) request.abort();
        },
        (error: unknown) => {
          finish({ kind: 'error', error: errorText(error) });
        },
      );
    });
    if (body !== '') request.write(body);
    request.end();
  });

/** The next hop of a redirect; what was meant for one origin does not follow to another. */
const redirected = (
  request: ProbeRequest,
  { url, method }: { readonly url: string; readonly method: string },
): ProbeRequest => {
  const isSameOrigin = new URL(url).origin === new URL(request.url).origin;
  const keepsBody = method === request.method;
  return {
    url,
    method,
    headers: request.headers.filter(
      ([name]) =>
        (isSameOrigin || !['authorization', 'cookie'].includes(name.toLowerCase())) &&
        (keepsBody || !name.toLowerCase().startsWith('content-')),
    ),
    body: keepsBody ? request.body : '',
  };
};

const toOutcome = (
  result: HopResult,
  request: ProbeRequest,
  row: HttpRequest | null,
  hops: readonly RequestHop[],
  connection: Connection | null,
  isEpochEnded: boolean,
): RequestOutcome => {
  const requestId = row?.id ?? 0;
  switch (result.kind) {
    case 'response':
      return { requestId, hops, outcome: 'response', response: result.response, failure: null };
    case 'cancelled':
      return { requestId, hops, outcome: 'cancelled', response: null, failure: null };
    case 'redirect':
      return { requestId, hops, outcome: 'failed', response: null, failure: tooManyRedirects };
    case 'error': {
      const described = describeFailure(result.error, request.url, connection);
      return {
        requestId,
        hops,
        outcome: described.isBlock ? 'blocked' : 'failed',
        response: null,
        // What Chromium says of a tunnel that was cut sounds as if the server had done it.
        failure: isEpochEnded && !described.isBlock ? endedMeanwhile : described.failure,
      };
    }
  }
};

const endedMeanwhile: Failure = {
  code: 'epoch-ended',
  message: 'The policy, route or trust changed before the request was over.',
  advice: 'Send the request again.',
};

const tooManyRedirects: Failure = {
  code: 'too-many-redirects',
  message: `The request was redirected more than ${maximumRedirects} times.`,
  advice: 'The servers send each other in a circle: look at the hops.',
};
