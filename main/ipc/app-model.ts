/**
 * What the window shows and changes: policy, route, trust and interceptor, and the network they make up. Every change
 * that decides something goes through `#apply`, which begins a new epoch and tells the window.
 */
import type { NameOverride } from '../../common/name-override.ts';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Session } from 'electron';
import type { AppState, Failure, Notice } from '../../common/ipc/state.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { Journal } from '../journal/journal.ts';
import type { Retention } from '../journal/retention.ts';
import { RetentionControl } from './retention-control.ts';
import { compilePolicy } from '../../common/pinning/compile-policy.ts';
import { rulesOfPolicy } from '../../common/pinning/pin-rules.ts';
import type { SecretStore } from '../electron/secret-store.ts';
import { PacResolver } from '../network/pac-resolver.ts';
import { PinnedNetwork } from '../network/pinned-network.ts';
import { type ProxyTrust, proxyTrustOf } from '../network/proxy-trust.ts';
import type { Route } from '../network/route.ts';
import type { PolicyStore } from '../policies/policy-store.ts';
import type { NetworkSettingsFile } from '../settings/network-settings.ts';
import { InterceptorControl, upstreamOf } from './interceptor-control.ts';
import { PolicyControl } from './policy-control.ts';
import { readOverrides } from './read-overrides.ts';
import { RouteControl, type WantedRoute } from './route-control.ts';
import { TrustControl } from './trust-control.ts';

export interface AppModelOptions {
  readonly version: string;
  readonly electron: AppState['electron'];
  readonly journal: Journal;
  readonly policies: PolicyStore;
  readonly settings: NetworkSettingsFile;
  readonly secrets: SecretStore;
  readonly interceptorFolder: string;
  readonly homeFolder: string;
  /** Of the command line. */
  readonly overrides: readonly NameOverride[];
  readonly resolveSystemProxy: (url: string) => Promise<string>;
  /** Asks the person, outside the page, whether a program of that path is to be run. */
  readonly confirmProgram: (path: string) => Promise<boolean>;
  readonly adoptSession: (session: Session) => void;
  readonly updates: () => AppState['updates'];
  readonly onState: (state: AppState) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

export class AppModel {
  readonly #options: AppModelOptions;
  readonly #retention: RetentionControl;
  readonly network: PinnedNetwork;
  readonly interceptor: InterceptorControl;
  readonly policy: PolicyControl;
  readonly #trust: TrustControl;
  readonly #route: RouteControl;
  #epoch: AppState['epoch'] = { number: 0, since: Date.now(), why: '' };
  #notices: readonly Notice[] = [];
  #lastNotice = 0;
  #hop: InterceptorControl['hop'] = null;
  /** Everything is built: from here on what changes is told. */
  #isReady = false;
  #opened: { readonly id: number; readonly path: string } | null = null;
  #openings = 0;

  constructor(options: AppModelOptions) {
    this.#options = options;
    const { settings, secrets } = options;
    this.#retention = new RetentionControl(
      settings.settings.retention,
      async (retention) => options.journal.setRetention(retention),
      (error) => {
        options.onBug('journal', error);
      },
    );
    this.policy = new PolicyControl({
      store: options.policies,
      now: Date.now,
      apply: (policy, why) => {
        this.network.setPolicy(policy, why);
      },
      notices: {
        show: (level, title, text) => this.notify(level, title, text),
        dismiss: (id) => {
          this.dismissNotice(id);
        },
      },
    });
    this.#trust = new TrustControl({
      kept: settings.settings,
      keep: (kept) => {
        settings.change({ ...kept, trusted: [...kept.trusted] });
      },
      onEnded: (sentences) => {
        this.notify('info', 'A CA is trusted no more', sentences.join(' '));
        if (this.#isReady) this.#applyTrust('The time has ended for which a CA was trusted.');
      },
    });
    this.#route = new RouteControl({
      kept: settings.settings.route,
      secrets,
      keep: (route) => {
        settings.change({ route });
      },
      trust: () => this.#proxyTrust,
      openPacResolver: async (script) => PacResolver.open(script),
      onProblem: (title, text) => {
        this.notify('warning', title, text);
      },
    });
    this.interceptor = new InterceptorControl({
      configFolder: options.interceptorFolder,
      homeFolder: options.homeFolder,
      upstreamProxy: async () => this.upstreamProxy(),
      serverRootsPem: () => this.#trust.authorities.serverRootsPem,
      onEvent: (event) => {
        options.journal.record.interceptorEvent(event);
      },
      onChange: () => {
        this.#onInterceptorChanged();
      },
      onCrash: (name, lastLines) => {
        this.notify(
          'error',
          `${name} has ended`,
          `The route leads past it again. It last said: ${lastLines.slice(-3).join(' / ')}`,
        );
      },
      onNotFollowed: ({ message, advice }) => {
        this.notify(
          'error',
          'The interceptor could not be started again with the new settings',
          `The route leads past it. ${message} ${advice}`,
        );
      },
    });
    this.network = new PinnedNetwork({
      policy: options.policies.policy,
      route: this.#routeInForce,
      anchors: this.#trust.authorities.anchors,
      recorder: { nextId: options.journal.nextId, ...options.journal.record },
      resolveSystemProxy: options.resolveSystemProxy,
      adoptSession: options.adoptSession,
      onEpoch: (epoch) => {
        this.#epoch = epoch;
        this.announce();
      },
      onBug: (error) => {
        options.onBug('network', error);
      },
    });
    this.#isReady = true;
  }

  get state(): AppState {
    const { version, electron, policies, secrets } = this.#options;
    const { interceptorPath, retention } = this.#options.settings.settings;
    return {
      version,
      updates: this.#options.updates(),
      electron,
      policy: {
        policy: policies.policy,
        revision: policies.revision,
        path: policies.path,
        unreadable: policies.unreadable,
      },
      route: this.#route.shown,
      overrides: this.#overrides,
      secrets: secrets.protection,
      interceptor: this.interceptor.state,
      interceptorPath,
      trustedAuthorities: this.#trust.authorities.list,
      epoch: this.#epoch,
      retention,
      notices: this.#notices,
      openedFile: this.#opened && { id: this.#opened.id, name: basename(this.#opened.path) },
    };
  }

  /** The route without an interceptor, as the lab takes it for a host of the person's own. */
  get routeToServer(): Route {
    return { choice: this.#route.choice, interceptor: null, overrides: this.#overrides };
  }

  /** What an interceptor goes through; null: directly. Expected failure: the way cannot be found out. */
  async upstreamProxy(): Promise<Result<string | null, Failure>> {
    return upstreamOf(this.#route.choice, this.#options.resolveSystemProxy);
  }

  announce(): void {
    if (!this.#isReady) return;
    this.#options.onState(this.state);
  }

  /** The notice's id. */
  notify(level: Notice['level'], title: string, text: string): number {
    this.#lastNotice += 1;
    this.#notices = [...this.#notices, { id: this.#lastNotice, at: Date.now(), level, title, text }];
    this.announce();
    return this.#lastNotice;
  }

  dismissNotice(id: number): void {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
    this.announce();
  }

  /** A policy file was opened from outside: the page shows what it would change. Of several, the last one. */
  openFile(path: string): void {
    this.#openings += 1;
    this.#opened = { id: this.#openings, path };
    this.announce();
  }

  get openedPath(): string | null {
    return this.#opened?.path ?? null;
  }

  closeFile(): void {
    this.#opened = null;
    this.announce();
  }

  async setRoute(wanted: WantedRoute): Promise<Result<null, Failure>> {
    const set = await this.#route.set(wanted);
    if (!set.ok) return set;
    this.#applyRoute('The route was changed.');
    const { state } = this.interceptor;
    if (state.kind === 'running' && state.ownership === 'attached')
      this.notify(
        'info',
        'The interceptor keeps its own upstream',
        `${state.name} was not started by Pinspect: give it the new route where it runs.`,
      );
    return set;
  }

  /** Expected failure: `bad-override`; then nothing is changed. */
  setOverrides(texts: readonly string[]): Result<null, Failure> {
    const overrides = readOverrides(texts);
    if (!overrides.ok) return overrides;
    this.#options.settings.change({ overrides: overrides.value });
    this.#applyRoute('The name overrides were changed.');
    return success(null);
  }

  #applyRoute(why: string): void {
    this.network.setRoute(this.#routeInForce, why);
    this.#letInterceptorFollow();
  }

  trust(pem: string, hostPatterns: readonly string[], until: number | null): Result<null, Failure> {
    const added = this.#trust.add(pem, hostPatterns, until);
    if (added.ok) this.#applyTrust();
    if (added.ok && hostPatterns.length > 0 && this.interceptor.hop !== null)
      this.notify(
        'info',
        'The interceptor does not know this CA',
        'It takes no limit to hosts, so a CA that is trusted for some hosts only is not given to it: servers of that CA fail behind it.',
      );
    return added;
  }

  distrust(certSha256: string): void {
    if (
      this.#trust.authorities.list.some(
        (trusted) => trusted.isInterceptor && trusted.certificate.certSha256 === certSha256,
      )
    )
      this.interceptor.isCaTrusted = false;
    this.#trust.remove(certSha256);
    this.#applyTrust();
  }

  /** Expected failures: `no-interceptor`, `no-interceptor-ca`. */
  trustInterceptor(isTrusted: boolean): Result<null, Failure> {
    const pem = this.interceptor.caPem;
    if (isTrusted && pem === null)
      return failure({
        code: 'no-interceptor-ca',
        message: 'There is no interceptor whose CA could be trusted.',
        advice: 'Start or attach one first; where its CA cannot be read, give the folder that holds it.',
      });
    this.#trust.authorities.removeInterceptor();
    const added = isTrusted && pem !== null ? this.#trust.addInterceptor(pem) : success(null);
    this.interceptor.isCaTrusted = isTrusted && added.ok;
    this.#applyTrust();
    return added;
  }

  async setRetention(retention: Retention): Promise<void> {
    this.#options.settings.change({ retention });
    await this.#retention.set(retention);
    this.announce();
  }

  /** `path`: null where it is to be found. Success also where the person did not want that program to be run. */
  async startInterceptor(path: string | null): Promise<Result<null, Failure>> {
    const isKnown = path === null || path === this.#options.settings.settings.interceptorPath;
    if (!isKnown && !(await this.#options.confirmProgram(path))) return success(null);
    const started = await this.interceptor.start(path);
    if (started.ok) this.#options.settings.change({ interceptorPath: path });
    this.announce();
    return started;
  }

  async close(): Promise<void> {
    this.#trust.close();
    this.#retention.stop();
    await this.interceptor.stop();
    await this.network.close();
  }

  #applyTrust(why = 'What is trusted was changed.'): void {
    this.network.setAnchors(this.#trust.authorities.anchors, why);
    this.#letInterceptorFollow();
  }

  #letInterceptorFollow(): void {
    this.interceptor.followRoute().catch((error: unknown) => {
      this.#options.onBug('interceptor', error);
    });
  }

  get #overrides(): AppState['overrides'] {
    const { overrides, settings } = this.#options;
    return [
      ...overrides.map((override) => ({ ...override, isFromCommandLine: true })),
      ...settings.settings.overrides.map((override) => ({ ...override, isFromCommandLine: false })),
    ];
  }

  get #routeInForce(): Route {
    return { ...this.routeToServer, interceptor: this.interceptor.hop };
  }

  get #proxyTrust(): ProxyTrust {
    const pins = rulesOfPolicy(compilePolicy(this.#options.policies.policy));
    return proxyTrustOf({ pins, anchors: this.#trust.authorities.anchors, trustsAnchorsOnly: false });
  }

  #onInterceptorChanged(): void {
    const hop = this.interceptor.hop;
    if (isDeepStrictEqual(hop, this.#hop)) {
      this.announce();
      return;
    }
    const hadInterceptor = this.#hop !== null;
    this.#hop = hop;
    if (
      !this.interceptor.isCaTrusted &&
      this.#trust.authorities.list.some(({ isInterceptor }) => isInterceptor)
    ) {
      this.#trust.authorities.removeInterceptor();
      this.#applyTrust();
    }
    const why =
      hop === null
        ? 'The interceptor was taken out of the route.'
        : hadInterceptor
          ? 'The interceptor was started again.'
          : 'An interceptor was put into the route.';
    this.network.setRoute(this.#routeInForce, why);
  }
}
