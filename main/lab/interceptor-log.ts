/** Gathers what the interceptor says, and knows when it has said all it will about a step. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { InterceptorSide } from '../../common/lab-result.ts';
import type { InterceptorEvent } from '../../common/records.ts';
import type { LabInterceptor } from './lab-network.ts';

/** mitmproxy tells through a pipe of another process: what takes longer than this is not coming. */
const patienceMs = 3_000;
const pollMs = 10;
const maximumLines = 40;

export interface Awaited {
  /** Ports of connections that went to the interceptor: each of them must have come to something. */
  readonly ports: readonly number[];
  /** Answers that passed through it. */
  readonly answers: number;
}

export class InterceptorLog {
  readonly #interceptor: LabInterceptor;
  readonly #stop: () => void;
  #events: InterceptorEvent[] = [];

  constructor(interceptor: LabInterceptor) {
    this.#interceptor = interceptor;
    this.#stop = interceptor.onEvent((event) => {
      this.#events.push(event);
    });
  }

  close(): void {
    this.#stop();
  }

  /** Everything since the last call, once nothing more is to be expected. */
  async take(awaited: Awaited, signal: AbortSignal): Promise<InterceptorSide> {
    const deadlineMs = performance.now() + patienceMs;
    while (!this.#isComplete(awaited) && performance.now() < deadlineMs)
      await sleep(pollMs, undefined, { signal });
    const events = this.#events;
    this.#events = [];
    return toSide(this.#interceptor.name, events);
  }

  #isComplete({ ports, answers }: Awaited): boolean {
    const portsOf = (wanted: (kind: InterceptorEvent['kind']) => boolean): Set<number> =>
      new Set(this.#events.filter(({ kind }) => wanted(kind)).map(({ clientPort }) => clientPort));
    const ended = portsOf((kind) => kind !== 'connected');
    const known = portsOf((kind) => kind === 'connected');
    return (
      [...ports, ...known].every((port) => ended.has(port)) &&
      this.#events.filter(({ kind }) => kind === 'response-read').length >= answers
    );
  }
}

const toSide = (name: string, events: readonly InterceptorEvent[]): InterceptorSide => {
  const of = (wanted: InterceptorEvent['kind']): readonly InterceptorEvent[] =>
    events.filter(({ kind }) => kind === wanted);
  const refusals = of('client-handshake-failed');
  const lines = events
    .slice(0, maximumLines)
    .map(({ clientPort, kind, detail }) => `${clientPort} ${kind}: ${detail}`);
  return {
    name,
    connections: of('connected').length,
    refusals: refusals.length,
    refusal: refusals.at(-1)?.detail ?? null,
    serverFailure: of('server-failed').at(-1)?.detail ?? null,
    requestsRead: of('request-read').length,
    bytesRead: of('request-read').reduce((sum, { requestBytes }) => sum + (requestBytes ?? 0), 0),
    log: events.length > maximumLines ? [...lines, `… and ${events.length - maximumLines} more`] : lines,
  };
};
