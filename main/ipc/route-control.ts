/** The person's choice of route: read, kept over a restart, and what it means for the relay and for an interceptor. */
import type { Failure, RouteChoice } from '../../common/ipc/state.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { SecretStore } from '../electron/secret-store.ts';
import type { PacResolver } from '../network/pac-resolver.ts';
import { loadPacScript, readPacSource } from '../network/pac-script.ts';
import type { ProxyTrust } from '../network/proxy-trust.ts';
import {
  type ProxyServer,
  type ResolveProxy,
  type Route,
  parseProxyUrl,
  proxyUrl,
} from '../network/route.ts';
import type { KeptRoute } from '../settings/network-settings.ts';

export interface RouteControlOptions {
  readonly kept: KeptRoute;
  readonly secrets: SecretStore;
  readonly keep: (route: KeptRoute) => void;
  /** How the server of an https:// PAC script is judged, at this moment. */
  readonly trust: () => ProxyTrust;
  readonly openPacResolver: (script: string) => Promise<PacResolver | null>;
  /** What was kept is not as it was, or cannot be used: a title and sentences. */
  readonly onProblem: (title: string, text: string) => void;
}

/** What the page asks for. */
export type WantedRoute =
  | { readonly kind: 'system' }
  | { readonly kind: 'direct' }
  | { readonly kind: 'pac'; readonly script: string }
  | {
      readonly kind: 'proxy';
      readonly url: string;
      /** Null: the one that is known for this proxy and user already. */
      readonly password: string | null;
      readonly keepsPassword: 'until-quit' | 'kept' | 'kept-unprotected';
    };

interface Chosen {
  readonly shown: RouteChoice;
  readonly choice: Route['choice'];
}

export class RouteControl {
  readonly #options: RouteControlOptions;
  #chosen: Chosen;
  /** Counts what was asked for: a script that takes long to fetch must not undo a later choice. */
  #wishes = 0;

  constructor(options: RouteControlOptions) {
    this.#options = options;
    this.#chosen = this.#fromKept(options.kept);
  }

  get shown(): RouteChoice {
    return this.#chosen.shown;
  }

  get choice(): Route['choice'] {
    return this.#chosen.choice;
  }

  /** Expected failures: `bad-proxy`, `bad-pac`, `password-not-kept`. Then the route stays. */
  async set(wanted: WantedRoute): Promise<Result<null, Failure>> {
    this.#wishes += 1;
    const wish = this.#wishes;
    switch (wanted.kind) {
      case 'system':
      case 'direct':
        return this.#use({ shown: wanted, choice: wanted }, wanted);
      case 'pac': {
        const script = wanted.script.trim();
        const opened = this.#openPac(script);
        const first = await opened.first;
        if (wish !== this.#wishes) return failure(chosenOtherwise);
        return first.ok
          ? this.#use({ shown: { kind: 'pac', script }, choice: opened.choice }, { kind: 'pac', script })
          : failure({ code: 'bad-pac', message: first.error, advice: 'The route stays as it was.' });
      }
      case 'proxy':
        return this.#setProxy(wanted);
    }
  }

  #use(chosen: Chosen, kept: KeptRoute): Result<null, Failure> {
    this.#chosen = chosen;
    this.#options.keep(kept);
    return success(null);
  }

  #setProxy(wanted: Extract<WantedRoute, { readonly kind: 'proxy' }>): Result<null, Failure> {
    const parsed = parseProxyUrl(wanted.url);
    if (!parsed.ok)
      return failure({ code: 'bad-proxy', message: parsed.error, advice: 'The route stays as it was.' });
    const password = wanted.password ?? this.#knownPassword(parsed.value);
    const proxy = { ...parsed.value, password };
    const url = proxyUrlWithoutPassword(proxy);
    if (password === '' || wanted.keepsPassword === 'until-quit') {
      const state = password === '' ? 'none' : 'until-quit';
      return this.#use(toProxy(proxy, state), { kind: 'proxy', url, password: null });
    }
    const sealed = this.#options.secrets.seal(password, wanted.keepsPassword === 'kept-unprotected');
    if (sealed === null) return failure(notKept(this.#options.secrets));
    const state = sealed.isProtected ? 'kept' : 'kept-unprotected';
    return this.#use(toProxy(proxy, state), { kind: 'proxy', url, password: sealed });
  }

  /** A password goes to no other proxy than the one that it was given for. */
  #knownPassword(wanted: ProxyServer): string {
    const { choice } = this.#chosen;
    if (wanted.password !== '') return wanted.password;
    if (choice.kind !== 'proxy') return '';
    return proxyUrlWithoutPassword(choice.proxy) === proxyUrlWithoutPassword(wanted)
      ? choice.proxy.password
      : '';
  }

  #fromKept(kept: KeptRoute): Chosen {
    switch (kept.kind) {
      case 'system':
      case 'direct':
        return { shown: kept, choice: kept };
      case 'pac': {
        const { choice, first } = this.#openPac(kept.script);
        void first.then((opened) => {
          if (!opened.ok)
            this.#options.onProblem(
              'The PAC script of the route cannot be used',
              `${opened.error} Nothing leaves until it can be, or another route is chosen.`,
            );
        });
        return { shown: kept, choice };
      }
      case 'proxy': {
        const parsed = parseProxyUrl(kept.url);
        // The file was edited by hand: a proxy that nobody reaches is better than going past the one that was meant.
        const proxy = parsed.ok ? parsed.value : unreachable;
        if (!parsed.ok)
          this.#options.onProblem(
            'The proxy of the route cannot be used',
            `${parsed.error} Nothing leaves until another route is chosen.`,
          );
        return this.#withKeptPassword(proxy, kept.password);
      }
    }
  }

  #withKeptPassword(
    proxy: ProxyServer,
    kept: Extract<KeptRoute, { readonly kind: 'proxy' }>['password'],
  ): Chosen {
    if (kept === null) return toProxy(proxy, 'none');
    const password = this.#options.secrets.unseal(kept);
    if (password !== null)
      return toProxy({ ...proxy, password }, kept.isProtected ? 'kept' : 'kept-unprotected');
    this.#options.onProblem(
      'The password of the proxy cannot be read any more',
      'The keyring that it was kept in is another one, or locked. Give it again in Settings.',
    );
    return toProxy(proxy, 'none');
  }

  /** Opened at once, and again for each question for as long as it cannot be: until then nothing leaves. */
  #openPac(given: string): {
    readonly choice: Route['choice'];
    readonly first: Promise<Result<null, string>>;
  } {
    let opening: Promise<Result<PacResolver, string>> | null = null;
    const open = async (): Promise<Result<PacResolver, string>> => {
      opening ??= this.#readPac(given);
      const opened = await opening;
      if (!opened.ok) opening = null;
      return opened;
    };
    const resolveProxy: ResolveProxy = async (url) => {
      const resolver = await open();
      return resolver.ok ? resolver.value.resolveProxy(url) : resolver;
    };
    const first = open().then((opened) => (opened.ok ? success(null) : opened));
    return { choice: { kind: 'pac', resolveProxy }, first };
  }

  async #readPac(given: string): Promise<Result<PacResolver, string>> {
    const source = readPacSource(given);
    if (!source.ok) return source;
    const script = await loadPacScript(source.value, this.#options.trust);
    if (!script.ok) return script;
    const resolver = await this.#options.openPacResolver(script.value);
    return resolver === null
      ? failure(
          'The PAC script fails when it is loaded: it has no function FindProxyForURL, or throws before it is defined.',
        )
      : success(resolver);
  }
}

const unreachable: ProxyServer = { scheme: 'http', host: '0.0.0.0', port: 1, username: '', password: '' };

const proxyUrlWithoutPassword = (proxy: ProxyServer): string =>
  proxyUrl({ ...proxy, password: '' }).replace(/:@/, '@');

const toProxy = (
  proxy: ProxyServer,
  password: Extract<RouteChoice, { readonly kind: 'proxy' }>['password'],
): Chosen => ({
  shown: { kind: 'proxy', url: proxyUrlWithoutPassword(proxy), password },
  choice: { kind: 'proxy', proxy },
});

const chosenOtherwise: Failure = {
  code: 'chosen-otherwise',
  message: 'Another route was chosen while the PAC script was read.',
  advice: 'Choose the script again if it is wanted after all.',
};

const notKept = ({ protection }: SecretStore): Failure =>
  protection.isProtected
    ? {
        code: 'password-not-kept',
        message: 'The system’s keyring did not take the password.',
        advice: 'Unlock it and try again, or let the password be known until Pinspect quits only.',
      }
    : {
        code: 'password-not-kept',
        message: `The password cannot be kept encrypted. ${protection.why}`,
        advice: 'Let it be known until Pinspect quits only, or agree to keep it unprotected.',
      };
