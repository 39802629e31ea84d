/**
 * What the window shows and changes: policy, route, trust and interceptor, and the network they make up. Every change
 * that decides something goes through `#apply`, which begins a new epoch and tells the window.
 */
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Session } from 'electron';
import type { AppState, Failure, Notice, RouteChoice } from '../../common/ipc/state.ts';
import { describePolicyChange } from '../../common/pinning/describe-policy-change.ts';
import type { Policy, PolicyProblem } from '../../common/pinning/policy.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { Journal } from '../journal/journal.ts';
import type { Retention } from '../journal/retention.ts';
import { PinnedNetwork } from '../network/pinned-network.ts';
import { type NameOverride, type ProxyServer, type Route, parseProxyUrl } from '../network/route.ts';
import type { PolicyFileEvent, PolicyStore } from '../policies/policy-store.ts';
import { InterceptorControl, upstreamOf } from './interceptor-control.ts';
import { TrustedAuthorities } from './trusted-authorities.ts';

export interface AppModelOptions {
  readonly version: string;
  readonly electron: AppState['electron'];
  readonly journal: Journal;
  readonly policies: PolicyStore;
  readonly retention: Retention;
  readonly interceptorFolder: string;
  readonly homeFolder: string;
  readonly overrides: readonly NameOverride[];
  readonly resolveSystemProxy: (url: string) => Promise<string>;
  readonly adoptSession: (session: Session) => void;
  readonly updates: () => AppState['updates'];
  readonly onState: (state: AppState) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

/** A file of thousands of mistakes is one notice. */
const firstOf = (sentences: readonly string[]): string =>
  sentences.length > 5
    ? `${sentences.slice(0, 5).join(' ')} And ${sentences.length - 5} more.`
    : sentences.join(' ');

export class AppModel {
  readonly #options: AppModelOptions;
  readonly network: PinnedNetwork;
  readonly interceptor: InterceptorControl;
  readonly #trusted = new TrustedAuthorities();
  #choice: RouteChoice = { kind: 'system' };
  #proxy: ProxyServer | null = null;
  #epoch: AppState['epoch'] = { number: 0, since: Date.now(), why: '' };
  #notices: readonly Notice[] = [];
  #lastNotice = 0;
  #retention: Retention;
  #hop: InterceptorControl['hop'] = null;
  #opened: { readonly id: number; readonly path: string } | null = null;
  #openings = 0;

  constructor(options: AppModelOptions) {
    this.#options = options;
    this.#retention = options.retention;
    this.interceptor = new InterceptorControl({
      configFolder: options.interceptorFolder,
      homeFolder: options.homeFolder,
      upstreamProxy: async () => upstreamOf(this.#choice, options.resolveSystemProxy),
      serverRootsPem: () => this.#trusted.serverRootsPem,
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
      route: this.#route,
      anchors: [],
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
  }

  get state(): AppState {
    const { version, electron, policies } = this.#options;
    return {
      version,
      updates: this.#options.updates(),
      electron,
      policy: { policy: policies.policy, revision: policies.revision, path: policies.path },
      route: this.#choice,
      interceptor: this.interceptor.state,
      trustedForRun: this.#trusted.list,
      epoch: this.#epoch,
      retention: this.#retention,
      notices: this.#notices,
      openedFile: this.#opened && { id: this.#opened.id, name: basename(this.#opened.path) },
    };
  }

  announce(): void {
    this.#options.onState(this.state);
  }

  notify(level: Notice['level'], title: string, text: string): void {
    this.#lastNotice += 1;
    this.#notices = [...this.#notices, { id: this.#lastNotice, at: Date.now(), level, title, text }];
    this.announce();
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

  async savePolicy(
    policy: Policy,
    revision: number,
  ): Promise<Result<{ readonly revision: number }, { readonly problems: readonly PolicyProblem[] }>> {
    const saved = await this.#options.policies.save(policy, revision);
    if (!saved.ok) return failure({ problems: saved.error });
    this.network.setPolicy(this.#options.policies.policy, 'The policy was changed.');
    return saved;
  }

  /** Somebody else edited the policy file. */
  onPolicyFile(event: PolicyFileEvent): void {
    if (event.kind === 'unreadable') {
      this.notifyPolicyProblems(event.problems, 'The policy in force stays.');
      return;
    }
    this.network.setPolicy(event.after, 'The policy file was edited.');
    const changes = event.before === null ? [] : describePolicyChange(event.before, event.after);
    const weaker = changes.filter(({ isWeaker }) => isWeaker);
    this.notify(
      weaker.length === 0 ? 'info' : 'warning',
      'The policy file was edited outside this window',
      weaker.length === 0
        ? 'It was read again and is in force.'
        : `It is in force, and lets more through: ${firstOf(weaker.map(({ text }) => text))}`,
    );
  }

  notifyPolicyProblems(problems: readonly PolicyProblem[], consequence: string): void {
    const sentences = problems.map(
      ({ path, found, expected }) => `At ${path}, found ${found}, expected ${expected}.`,
    );
    this.notify(
      'error',
      'The policy file cannot be read',
      `${consequence} ${this.#options.policies.path}: ${firstOf(sentences)}`,
    );
  }

  setRoute(choice: RouteChoice): Result<null, Failure> {
    if (choice.kind === 'proxy') {
      const proxy = parseProxyUrl(choice.url);
      if (!proxy.ok) return failure({ code: 'bad-proxy', message: proxy.error, advice: '' });
      this.#proxy = proxy.value;
    }
    this.#choice = choice;
    this.network.setRoute(this.#route, 'The route was changed.');
    const { state } = this.interceptor;
    if (state.kind === 'running' && state.ownership === 'attached')
      this.notify(
        'info',
        'The interceptor keeps its own upstream',
        `${state.name} was not started by Pinspect: give it the new route where it runs.`,
      );
    this.#letInterceptorFollow();
    return success(null);
  }

  trust(pem: string, hostPatterns: readonly string[]): Result<null, Failure> {
    const added = this.#trusted.add(pem, hostPatterns, false);
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
      this.#trusted.list.some(
        (trusted) => trusted.isInterceptor && trusted.certificate.certSha256 === certSha256,
      )
    )
      this.interceptor.isCaTrusted = false;
    this.#trusted.remove(certSha256);
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
    this.#trusted.removeInterceptor();
    const added = isTrusted && pem !== null ? this.#trusted.add(pem, [], true) : success(null);
    this.interceptor.isCaTrusted = isTrusted && added.ok;
    this.#applyTrust();
    return added;
  }

  async setRetention(retention: Retention): Promise<void> {
    this.#retention = retention;
    await this.#options.journal.setRetention(retention);
    this.announce();
  }

  async close(): Promise<void> {
    await this.interceptor.stop();
    await this.network.close();
  }

  #applyTrust(): void {
    this.network.setAnchors(this.#trusted.anchors, 'What is trusted for this run was changed.');
    this.#letInterceptorFollow();
  }

  #letInterceptorFollow(): void {
    this.interceptor.followRoute().catch((error: unknown) => {
      this.#options.onBug('interceptor', error);
    });
  }

  get #route(): Route {
    const { overrides } = this.#options;
    const choice =
      this.#choice.kind === 'proxy' && this.#proxy !== null
        ? { kind: 'proxy' as const, proxy: this.#proxy }
        : { kind: this.#choice.kind === 'direct' ? ('direct' as const) : ('system' as const) };
    return { choice, interceptor: this.interceptor.hop, overrides };
  }

  #onInterceptorChanged(): void {
    const hop = this.interceptor.hop;
    if (isDeepStrictEqual(hop, this.#hop)) {
      this.announce();
      return;
    }
    const hadInterceptor = this.#hop !== null;
    this.#hop = hop;
    if (!this.interceptor.isCaTrusted && this.#trusted.list.some(({ isInterceptor }) => isInterceptor)) {
      this.#trusted.removeInterceptor();
      this.#applyTrust();
    }
    const why =
      hop === null
        ? 'The interceptor was taken out of the route.'
        : hadInterceptor
          ? 'The interceptor was started again.'
          : 'An interceptor was put into the route.';
    this.network.setRoute(this.#route, why);
  }
}
