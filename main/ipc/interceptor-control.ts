/** The interceptor between the relay and the route: found, started or attached to, trusted or not, and gone when it crashes. */
import type { Failure, InterceptorFound, InterceptorState, RouteChoice } from '../../common/ipc/state.ts';
import type { InterceptorEvent } from '../../common/records.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import { type AttachMitmproxyOptions, attachMitmproxy } from '../interception/attach-mitmproxy.ts';
import { findMitmproxy } from '../interception/find-mitmproxy.ts';
import type { Interceptor } from '../interception/interceptor.ts';
import { startMitmproxy } from '../interception/start-mitmproxy.ts';
import type { ProxyServer } from '../network/route.ts';

export interface InterceptorControlOptions {
  readonly configFolder: string;
  readonly homeFolder: string;
  /** The proxy that the interceptor inherits as its own upstream; null: none. */
  readonly upstreamProxy: () => Promise<string | null>;
  readonly onEvent: (event: InterceptorEvent) => void;
  /** Its state changed, and with it the route. */
  readonly onChange: () => void;
  readonly onCrash: (name: string, lastLines: readonly string[]) => void;
}

export class InterceptorControl {
  readonly #options: InterceptorControlOptions;
  #interceptor: Interceptor | null = null;
  #transition: 'starting' | Failure | null = null;
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
    return this.#replace(async () => {
      const found = await this.find(path);
      if (!found.ok) return found;
      return startMitmproxy({
        found: found.value,
        configFolder: this.#options.configFolder,
        upstreamProxy: await this.#options.upstreamProxy(),
      });
    });
  }

  async attach(options: AttachMitmproxyOptions): Promise<Result<null, Failure>> {
    return this.#replace(async () => attachMitmproxy(options));
  }

  async stop(): Promise<void> {
    const interceptor = this.#interceptor;
    this.#interceptor = null;
    this.#transition = null;
    this.isCaTrusted = false;
    this.#options.onChange();
    await interceptor?.stop();
  }

  async #replace(begin: () => Promise<Result<Interceptor, Failure>>): Promise<Result<null, Failure>> {
    if (this.#transition === 'starting')
      return failure({
        code: 'interceptor-busy',
        message: 'An interceptor is being started.',
        advice: 'Wait until it runs.',
      });
    await this.stop();
    this.#transition = 'starting';
    this.#options.onChange();
    const begun = await begin();
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
      this.#interceptor = null;
      this.isCaTrusted = false;
      this.#options.onCrash(interceptor.name, lastLines);
      this.#options.onChange();
    });
  }
}

/** The URL an interceptor is given as its upstream for a choice of route; null: it connects directly. */
export const upstreamOf = async (
  choice: RouteChoice,
  resolveSystemProxy: (url: string) => Promise<string>,
): Promise<string | null> => {
  if (choice.kind === 'direct') return null;
  if (choice.kind === 'proxy') return choice.url;
  const [first = ''] = (await resolveSystemProxy('https://example.com/')).split(';');
  const [kind = '', address = ''] = first.trim().split(/\s+/);
  const scheme = { PROXY: 'http', HTTPS: 'https', SOCKS: 'socks4', SOCKS5: 'socks5' }[kind.toUpperCase()];
  return scheme === undefined || address === '' ? null : `${scheme}://${address}`;
};
