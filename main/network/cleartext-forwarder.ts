/**
 * Plain `http://` through the relay: forwarded to hosts that the policy lets go unpinned, refused for hosts with pins.
 * It is judged here, on the wire, because HSTS has upgraded by now whatever it upgrades: a request that arrives is
 * really about to leave in the clear.
 */
import { type IncomingMessage, type ServerResponse, request as httpRequest } from 'node:http';
import { pipeline } from 'node:stream';
import { authorityOf } from '../../common/bracketed.ts';
import type { Connection } from '../../common/records.ts';
import { type Result, success } from '../../common/result.ts';
import type { Dialled, Target } from './dial-direct.ts';
import { type DialFailure, describeProxyAnswer } from './dial-failure.ts';
import { dialHttpProxy, proxyAuthorization } from './dial-proxy.ts';
import { dial } from './dial.ts';
import { type RelayOptions, type ResolvedRoute, factsWithOverride } from './relay-options.ts';
import { type ProxyServer, applyOverrides } from './route.ts';

/** Headers that concern one hop only (RFC 9110 7.6.1), and the one that holds the relay's secret. */
const hopHeaders = new Set([
  'proxy-authorization',
  'proxy-connection',
  'connection',
  'keep-alive',
  'te',
  'upgrade',
]);

interface Outgoing extends Dialled {
  /** The HTTP proxy that takes the request in absolute form; null: the server itself. */
  readonly proxy: ProxyServer | null;
}

export class CleartextForwarder {
  readonly #options: RelayOptions;
  readonly #abort = new AbortController();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  close(): void {
    this.#abort.abort();
  }

  /** Judges and forwards one request. A refusal closes the socket: an answer of ours would look like the server's. */
  async forward(
    request: IncomingMessage,
    response: ServerResponse,
    isForbidden: (target: Target) => boolean,
  ): Promise<void> {
    const url = parseAbsolute(request.url ?? '');
    if (url === null) {
      request.socket.destroy();
      return;
    }
    const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) };
    const startedMs = performance.now();
    let row: Connection = { ...this.#options.newConnection(target.host, target.port), protocol: 'cleartext' };
    const record = (facts: Partial<Connection>): void => {
      row = { ...row, ...facts };
      this.#options.record(row);
    };
    const elapsedMs = (): number => Math.round(performance.now() - startedMs);
    const block = (facts: Partial<Connection>): void => {
      record({ ...facts, action: 'blocked', decidedMs: elapsedMs(), closedMs: elapsedMs() });
      request.socket.destroy();
    };

    if (!this.#options.wasAskedFor(target.host) || isForbidden(target)) {
      block({
        verdict: 'undecided',
        reason: `Nothing in this session asked for ${url.href}: the browser engine wanted it for itself.`,
        errorCode: 'not-asked-for',
      });
      return;
    }
    const { evaluation, ...judgement } = this.#options.judgeCleartext(target.host);
    const judged = { ...judgement, reportOnlyVerdict: evaluation.reportOnly?.verdict ?? null };
    if (judgement.action === 'blocked') {
      block(judged);
      return;
    }
    const route = await this.#options.resolveRoute({ ...target, scheme: 'http' });
    const outgoing = route.ok ? await this.#connect(target, route.value) : route;
    if (!outgoing.ok || request.socket.destroyed) {
      if (outgoing.ok) outgoing.value.socket.destroy();
      block({
        verdict: 'undecided',
        reason: outgoing.ok ? 'The request was given up.' : outgoing.error.sentence,
        errorCode: outgoing.ok ? 'cancelled' : outgoing.error.code,
      });
      return;
    }
    const { socket, address, localPort, proxy } = outgoing.value;
    record({
      ...judged,
      // An HTTP proxy is told the URL, and looks up its host itself.
      ...(route.ok && proxy === null
        ? { route: factsWithOverride(route.value, target, applyOverrides(target, route.value.overrides)) }
        : {}),
      ...(route.ok && proxy !== null ? { route: route.value.facts } : {}),
      address,
      localPort,
      connectedMs: elapsedMs(),
      decidedMs: elapsedMs(),
    });
    let bytesSent = 0;
    let bytesReceived = 0;
    request.on('data', (chunk: Buffer) => (bytesSent += chunk.length));
    socket.on('data', (chunk: Buffer) => (bytesReceived += chunk.length));
    socket.once('close', () => {
      record({ bytesSent, applicationBytesSent: bytesSent, bytesReceived, closedMs: elapsedMs() });
    });
    const upstream = httpRequest({
      createConnection: () => socket,
      method: request.method ?? 'GET',
      path: proxy === null ? `${url.pathname}${url.search}` : url.href,
      headers: {
        ...endToEndHeaders(request),
        connection: 'close',
        ...(proxy === null ? {} : proxyAuthorization(proxy)),
      },
      signal: this.#abort.signal,
    });
    upstream.once('response', (answer) => {
      const refusal = refusalOf(answer, target, proxy);
      if (refusal === null && writeHead(response, answer)) {
        pipeline(answer, response, () => undefined);
        return;
      }
      record({ verdict: 'undecided', action: 'blocked', ...(refusal ?? unreadableAnswer(target)) });
      socket.destroy();
      request.socket.destroy();
    });
    upstream.once('error', () => request.socket.destroy());
    response.once('close', () => socket.destroy());
    bytesSent = `${request.method ?? 'GET'} ${url.pathname}${url.search}`.length;
    pipeline(request, upstream, () => undefined);
  }

  async #connect(target: Target, route: ResolvedRoute): Promise<Result<Outgoing, DialFailure>> {
    const signal = AbortSignal.any([
      this.#abort.signal,
      AbortSignal.timeout(this.#options.handshakeTimeoutMs),
    ]);
    const { proxyTrust } = this.#options;
    const overridden = applyOverrides(target, route.overrides);
    let last: Result<Outgoing, DialFailure> | null = null;
    for (const hop of route.hops) {
      const proxy = hop.kind === 'proxy' && !hop.proxy.scheme.startsWith('socks') ? hop.proxy : null;
      const dialled =
        proxy === null
          ? await dial(overridden, [hop], proxyTrust, signal)
          : await dialHttpProxy(proxy, proxyTrust, signal);
      if (dialled.ok) return success({ ...dialled.value, proxy });
      last = dialled;
    }
    return last ?? { ok: false, error: { code: 'connect-failed', sentence: 'The route names no way out.' } };
  }
}

interface Refusal {
  readonly reason: string;
  readonly errorCode: string;
}

/** A 407 must not go on: Chromium takes the relay for its sender, and would forget the secret that opens the relay. */
const refusalOf = (
  answer: IncomingMessage,
  { host, port }: Target,
  proxy: ProxyServer | null,
): Refusal | null => {
  if (answer.statusCode !== 407) return null;
  if (proxy === null)
    return {
      reason: `${host} answered 407, which only a proxy may do.`,
      errorCode: 'unexpected-proxy-auth',
    };
  const { sentence, code } = describeProxyAnswer(answer, proxy, authorityOf({ host, port }));
  return { reason: sentence, errorCode: code };
};

/** False for an answer that Node reads but does not write, such as one with a status below 100. */
const writeHead = (response: ServerResponse, answer: IncomingMessage): boolean => {
  try {
    response.writeHead(answer.statusCode ?? 0, answer.statusMessage ?? '', answer.headers);
    return true;
  } catch {
    return false;
  }
};

const unreadableAnswer = ({ host }: Target): Refusal => ({
  reason: `${host} answered with a status line or headers that break the rules of HTTP.`,
  errorCode: 'bad-answer',
});

const parseAbsolute = (text: string): URL | null => {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' ? url : null;
};

const endToEndHeaders = (request: IncomingMessage): Record<string, string | string[]> => {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headersDistinct))
    if (!hopHeaders.has(name) && value !== undefined) kept[name] = value;
  return kept;
};
