/** The interceptor between the relay and the route: found, started or attached to, trusted or not, and gone when it crashes. */
import type { Failure, InterceptorFound, InterceptorState } from '../../common/ipc/state.ts';
import type { InterceptorEvent } from '../../common/records.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import { type AttachMitmproxyOptions, attachMitmproxy } from '../interception/attach-mitmproxy.ts';
import { findMitmproxy } from '../interception/find-mitmproxy.ts';
import type { Interceptor } from '../interception/interceptor.ts';
import { startMitmproxy } from '../interception/start-mitmproxy.ts';
import { type ProxyServer, type Route, parsePacResult, proxyUrl } from '../network/route.ts';

export interface InterceptorControlOptions {
  readonly configFolder: string;
  readonly homeFolder: string;
  /** The proxy that the interceptor inherits as its own upstream; null: none. */
  readonly upstreamProxy: () => Promise<Result<string | null, Failure>>;
  /** PEM of the CAs that it is to accept at servers, besides those it knows; empty: none. */
  readonly serverRootsPem: () => string;
  readonly onEvent: (event: InterceptorEvent) => void;
  /** Its state changed, and with it the route. */
  readonly onChange: () => void;
  readonly onCrash: (name: string, lastLines: readonly string[]) => void;
  /** It could not be started again for a changed route or trust, and is off. */
  readonly onNotFollowed: (why: Failure) => void;
}

/** What a started interceptor was given at its start, and cannot be given later. */
interface Given {
  readonly found: InterceptorFound;
  readonly upstreamProxy: string | null;
  readonly serverRootsPem: string;
}

export class InterceptorControl {
  readonly #options: InterceptorControlOptions;
  #interceptor: Interceptor | null = null;
  #transition: 'starting' | Failure | null = null;
  #given: Given | null = null;
  #isFollowing = false;
  /** Of the start under way: aborted by a stop, and whoever waited for it finds out that it is no longer wanted. */
  #wish = new AbortController();
  /** Ends when the start under way, wanted or not, has come to an end: one folder serves one mitmproxy. */
  #inFlight: Promise<unknown> = Promise.resolve();
  isCaTrusted = false;

  constructor(options: InterceptorControlOptions) {
    this.#options = options;
  }

  get state(): InterceptorState {
    if (this.#transition === 'starting') return { kind: 'starting' };
    if (this.#transition !== null) return { kind: 'failed', failure: this.#transition };
    const interceptor = this.#interceptor;
    if (interceptor === null) return { kind: 'off' };
    const ca = interceptor.caPem === null ? null : toCertificateFacts(interceptor.caPem);
    const { name, ownership, hasEvents } = interceptor;
    const { host, port } = interceptor.address;
    return {
      kind: 'running',
      ownership,
      name,
      host,
      port,
      ca: ca?.ok === true ? ca.value : null,
      isCaTrusted: this.isCaTrusted,
      hasEvents,
    };
  }

  get caPem(): string | null {
    return this.#interceptor?.caPem ?? null;
  }

  /** What the relay dials; null when no interceptor is in the way. */
  get hop(): { readonly name: string; readonly proxy: ProxyServer } | null {
    if (this.#interceptor === null) return null;
    const { name, address } = this.#interceptor;
    const { username = '', password = '' } = address.credentials ?? {};
    return { name, proxy: { scheme: 'http', host: address.host, port: address.port, username, password } };
  }

  async find(path: string | null): Promise<Result<InterceptorFound, Failure>> {
    return findMitmproxy({
      path,
      platform: process.platform,
      env: process.env,
      homeFolder: this.#options.homeFolder,
    });
  }

  async start(path: string | null): Promise<Result<null, Failure>> {
    return this.#replace(async (signal) => {
      const found = await this.find(path);
      if (!found.ok) return found;
      const wanted = await this.#whatToGive(found.value);
      return wanted.ok ? this.#startWith(wanted.value, signal) : wanted;
    });
  }

  async attach(options: AttachMitmproxyOptions): Promise<Result<null, Failure>> {
    return this.#replace(async () => attachMitmproxy(options));
  }

  async stop(): Promise<void> {
    const interceptor = this.#interceptor;
    this.#forget();
    this.#transition = null;
    this.#options.onChange();
    await interceptor?.stop();
    await this.#inFlight;
  }

  #forget(): void {
    this.#wish.abort();
    this.#wish = new AbortController();
    this.#interceptor = null;
    this.#given = null;
    this.isCaTrusted = false;
  }

  /**
   * Starts a started interceptor again when the route or the trust has changed since. Until the new one runs, the hop of
   * the old one stays, so that requests fail rather than pass by; it has the same CA, which stays trusted.
   */
  async followRoute(): Promise<void> {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    try {
      for (let goesOn = true; goesOn;) {
        const restart = this.#restart();
        this.#inFlight = restart.catch(() => undefined);
        goesOn = await restart;
      }
    } finally {
      this.#isFollowing = false;
    }
  }

  /** True when it was started again: meanwhile the route may have changed once more. */
  async #restart(): Promise<boolean> {
    const [interceptor, given, { signal }] = [this.#interceptor, this.#given, this.#wish];
    if (interceptor === null || given === null) return false;
    const wanted = await this.#whatToGive(given.found);
    const isSame =
      wanted.ok &&
      wanted.value.upstreamProxy === given.upstreamProxy &&
      wanted.value.serverRootsPem === given.serverRootsPem;
    const isUnwanted = (): boolean => signal.aborted;
    if (isSame || isUnwanted()) return false;
    this.#transition = 'starting';
    this.#options.onChange();
    await interceptor.stop();
    const begun = wanted.ok ? await this.#startWith(wanted.value, signal) : wanted;
    if (isUnwanted()) {
      if (begun.ok) await begun.value.stop();
      return false;
    }
    if (begun.ok) {
      if (begun.value.caPem !== interceptor.caPem) this.isCaTrusted = false;
      this.#transition = null;
      this.#use(begun.value);
    } else {
      this.#forget();
      this.#transition = begun.error;
      this.#options.onNotFollowed(begun.error);
    }
    this.#options.onChange();
    return begun.ok;
  }

  async #whatToGive(found: InterceptorFound): Promise<Result<Given, Failure>> {
    const upstream = await this.#options.upstreamProxy();
    if (!upstream.ok) return upstream;
    return success({ found, upstreamProxy: upstream.value, serverRootsPem: this.#options.serverRootsPem() });
  }

  async #startWith(given: Given, signal: AbortSignal): Promise<Result<Interceptor, Failure>> {
    const begun = await startMitmproxy({ ...given, configFolder: this.#options.configFolder, signal });
    if (begun.ok && !signal.aborted) this.#given = given;
    return begun;
  }

  async #replace(
    begin: (signal: AbortSignal) => Promise<Result<Interceptor, Failure>>,
  ): Promise<Result<null, Failure>> {
    if (this.#transition === 'starting') return failure(busy);
    await this.stop();
    // Somebody else may have been quicker.
    if (this.#hasBegun) return failure(busy);
    const beginning = this.#begin(begin, this.#wish.signal);
    this.#inFlight = beginning.catch(() => undefined);
    return beginning;
  }

  get #hasBegun(): boolean {
    return this.#transition === 'starting';
  }

  async #begin(
    begin: (signal: AbortSignal) => Promise<Result<Interceptor, Failure>>,
    signal: AbortSignal,
  ): Promise<Result<null, Failure>> {
    this.#transition = 'starting';
    this.#options.onChange();
    const begun = await begin(signal);
    if (signal.aborted) {
      if (begun.ok) await begun.value.stop();
      return failure(stopped);
    }
    this.#transition = begun.ok ? null : begun.error;
    if (begun.ok) this.#use(begun.value);
    this.#options.onChange();
    return begun.ok ? success(null) : begun;
  }

  #use(interceptor: Interceptor): void {
    this.#interceptor = interceptor;
    interceptor.onEvent(this.#options.onEvent);
    interceptor.onExit(({ lastLines }) => {
      if (this.#interceptor !== interceptor) return;
      this.#forget();
      this.#options.onCrash(interceptor.name, lastLines);
      this.#options.onChange();
    });
  }
}

const busy: Failure = {
  code: 'interceptor-busy',
  message: 'An interceptor is being started.',
  advice: 'Wait until it runs.',
};

const stopped: Failure = {
  code: 'interceptor-stopped',
  message: 'The interceptor was stopped while it was being started.',
  advice: 'Start it again.',
};

/**
 * The URL an interceptor is given as its upstream for a choice of route; null: it connects directly. It takes one for
 * all hosts, so where settings or a script decide host by host, it is theirs for example.com.
 */
export const upstreamOf = async (
  choice: Route['choice'],
  resolveSystemProxy: (url: string) => Promise<string>,
): Promise<Result<string | null, Failure>> => {
  switch (choice.kind) {
    case 'direct':
    case 'by-target':
      return success(null);
    case 'proxy':
      return success(proxyUrl(choice.proxy));
    case 'system':
      return firstHop(success(await resolveSystemProxy(sampleUrl)));
    case 'pac':
      return firstHop(await choice.resolveProxy(sampleUrl));
  }
};

const sampleUrl = 'https://example.com/';

const firstHop = (answer: Result<string, string>): Result<string | null, Failure> => {
  const hops = answer.ok ? parsePacResult(answer.value) : answer;
  if (!hops.ok)
    return failure({
      code: 'no-route',
      message: `The interceptor cannot be told its way out: the route ${answer.ok ? hops.error : `has none. ${hops.error}`}`,
      advice: 'Choose another route.',
    });
  const [first] = hops.value;
  return success(first?.kind === 'proxy' ? proxyUrl(first.proxy) : null);
};
