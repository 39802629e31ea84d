/**
 * The browser view: one page, always in the session of an epoch that stands. When its epoch ends the page is cut off with
 * it and loaded anew in the next one, with its cookies; trying a rejected host again is an epoch of its own. Decisions
 * 0090 to 0093 say why.
 */
import type { BrowserWindow, Cookie, Rectangle, Session } from 'electron';
import {
  emptyBrowserState,
  type BrowserCommand,
  type BrowserFailure,
  type BrowserRefusal,
  type BrowserState,
  type WindowKey,
} from '../../common/ipc/browser-state.ts';
import { type Epoch, EpochEndedError } from '../network/epoch.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import { readCookies, writeCookies } from './cookies.ts';
import { Downloads } from './downloads.ts';
import { refuseDevices, refusePermissions } from './page-hardening.ts';
import { notOpened } from './page-failure.ts';
import { Page } from './page.ts';
import { askForStorage } from './site-storage.ts';
import { nextZoom } from './zoom.ts';

export interface BrowserOptions {
  readonly network: PinnedNetwork;
  readonly window: () => BrowserWindow | null;
  readonly downloadsFolder: string;
  readonly onState: (state: BrowserState) => void;
  readonly onWindowKey: (key: WindowKey) => void;
  readonly onBug: (error: unknown) => void;
}

const announceMs = 40;
const storagePollMs = 2_000;
const cookieReadMs = 2_000;
const pictureMs = 500;
const keptRefusals = 50;

export class Browser {
  readonly downloads: Downloads;
  readonly #options: BrowserOptions;
  readonly #lockedSessions = new WeakSet<Session>();
  readonly #refusals = new Map<string, BrowserRefusal>();
  readonly #storage = new Map<string, boolean>();
  readonly #storageTimer: NodeJS.Timeout;
  #page: Page | null = null;
  #privateEpoch: Epoch | null = null;
  #cookies: readonly Cookie[] = [];
  /** Within the window, in its device-independent pixels; null: not on screen. */
  #place: Rectangle | null = null;
  #zoomPercent = 100;
  /** Of the page that moves or could not be opened; else the page's own. */
  #url = '';
  #failure: BrowserFailure | null = null;
  #isMoving = false;
  #isClosed = false;
  #lastRefusal = 0;
  #turn: Promise<void> = Promise.resolve();
  #announceTimer: NodeJS.Timeout | null = null;

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.downloads = new Downloads({
      folder: options.downloadsFolder,
      onChange: () => {
        this.#changed();
      },
      onRefused: (origin, what) => {
        this.#onRefused(origin, what);
      },
    });
    this.#storageTimer = setInterval(() => {
      this.#lookForStorage();
    }, storagePollMs);
  }

  get state(): BrowserState {
    const page = this.#page?.isGone === false ? this.#page.state : null;
    return {
      ...emptyBrowserState,
      url: this.#url,
      failure: this.#failure,
      ...page,
      zoomPercent: this.#zoomPercent,
      refusals: [...this.#refusals.values()].reverse(),
      downloads: this.downloads.list,
      storageOrigins: [...this.#storage].filter(([, keeps]) => keeps).map(([origin]) => origin),
      isMoving: this.#isMoving,
    };
  }

  /** An address of the web; how it goes is told by the state. */
  open(url: string): void {
    this.#inTurn(async () => this.#visit(url, false));
  }

  run(command: BrowserCommand): void {
    const page = this.#page;
    if (command === 'retry' || (command === 'reload' && page?.state.failure != null)) {
      const { url } = this.state;
      if (url !== '') this.#inTurn(async () => this.#visit(url, command === 'retry'));
      return;
    }
    if (page === null || page.isGone) return;
    const { contents } = page;
    switch (command) {
      case 'back':
        contents.navigationHistory.goBack();
        break;
      case 'forward':
        contents.navigationHistory.goForward();
        break;
      case 'reload':
        contents.reload();
        break;
      case 'reload-without-cache':
        contents.reloadIgnoringCache();
        break;
      case 'stop':
        contents.stop();
        break;
      case 'zoom-in':
        this.#zoomTo(nextZoom(this.#zoomPercent, 'in'));
        break;
      case 'zoom-out':
        this.#zoomTo(nextZoom(this.#zoomPercent, 'out'));
        break;
      case 'zoom-reset':
        this.#zoomTo(100);
        break;
      case 'dev-tools':
        if (contents.isDevToolsOpened()) contents.closeDevTools();
        else contents.openDevTools({ mode: 'detach' });
        break;
      case 'focus-page':
        contents.focus();
        break;
    }
    this.#changed();
  }

  /** In the window page's CSS pixels, which its zoom makes larger; null: something else is shown there. */
  place(bounds: Rectangle | null): void {
    const zoom = this.#options.window()?.webContents.getZoomFactor() ?? 1;
    this.#place = bounds && {
      x: Math.round(bounds.x * zoom),
      y: Math.round(bounds.y * zoom),
      width: Math.round(bounds.width * zoom),
      height: Math.round(bounds.height * zoom),
    };
    this.#arrange();
  }

  /** A picture of the page as a data URL, to stand in for it beneath a dialog; null: there is none to be had soon. */
  async picture(): Promise<string | null> {
    if (this.#page === null || this.#page.isGone || this.#place === null) return null;
    const late = new Promise<null>((resolve) => setTimeout(resolve, pictureMs, null));
    const image = await Promise.race([this.#page.contents.capturePage().catch(() => null), late]);
    if (image === null || image.isEmpty()) return null;
    return `data:image/jpeg;base64,${image.toJPEG(80).toString('base64')}`;
  }

  answerLogin(id: number, answer: { readonly username: string; readonly password: string } | null): void {
    if (answer === null) this.#page?.refuseLogin(id);
    else this.#page?.answerLogin(id, answer.username, answer.password);
  }

  forgetRefusals(): void {
    this.#refusals.clear();
    this.#changed();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#storageTimer);
    if (this.#announceTimer !== null) clearTimeout(this.#announceTimer);
    this.#page?.close();
  }

  async #visit(url: string, isRetry: boolean): Promise<void> {
    const page = this.#page?.isGone === false ? this.#page : null;
    const needsOwnEpoch = page !== null && (isRetry || page.hasRejected(url));
    if (page !== null && !needsOwnEpoch) {
      page.load(url);
      return;
    }
    this.#beginMove(url);
    if (page !== null) {
      this.#cookies = await this.#takeCookies(page.session);
      await this.#leave(page);
    }
    await this.#arrive(url, needsOwnEpoch);
  }

  /** The page's epoch has ended: it is cut off already. */
  async #onEpochEnd(page: Page): Promise<void> {
    if (this.#page !== page || this.#isClosed) return;
    const { url } = page;
    const hadDevTools = !page.isGone && page.contents.isDevToolsOpened();
    const taken = this.#takeCookies(page.session).then((cookies) => {
      this.#cookies = cookies;
    });
    this.#beginMove(url);
    this.#privateEpoch = null;
    this.downloads.cancelAll();
    this.#detach(page);
    this.#inTurn(async () => {
      await taken;
      await this.#arrive(url, false);
      if (hadDevTools) this.#page?.contents.openDevTools({ mode: 'detach' });
    });
    await taken;
  }

  async #arrive(url: string, isPrivate: boolean): Promise<void> {
    try {
      if (this.#isClosed) return;
      const page = await this.#enter(isPrivate);
      this.#failure = null;
      page.load(url);
    } catch (error) {
      this.#options.onBug(error);
      this.#failure = notOpened(url, error);
    } finally {
      this.#isMoving = false;
      this.#arrange();
      this.#changed();
    }
  }

  /** A page in an epoch that stands, with the cookies that were taken along. */
  async #enter(isPrivate: boolean): Promise<Page> {
    for (;;) {
      const epoch = isPrivate ? this.#options.network.openPrivateEpoch() : this.#options.network.current;
      try {
        const open = await epoch.lane('browser');
        const { session } = open.lane;
        this.#lock(session);
        const refused = await writeCookies(session, this.#cookies);
        if (refused > 0)
          this.#onRefused('Pinspect', `to keep ${refused} cookies, which Chromium did not take`);
        if (open.lane.isEnded) throw new EpochEndedError();
        const page = new Page({
          open,
          onChange: () => {
            this.#changed();
          },
          onRefused: (origin, what) => {
            this.#onRefused(origin, what);
          },
          onCommand: (command) => {
            this.run(command);
          },
          onWindowKey: (key) => {
            this.#options.window()?.webContents.focus();
            this.#options.onWindowKey(key);
          },
          onSettled: () => {
            this.#onSettled();
          },
        });
        open.lane.onEnd(async () => this.#onEpochEnd(page));
        this.#privateEpoch = isPrivate ? epoch : null;
        this.#storage.clear();
        this.#page = page;
        this.#options.window()?.contentView.addChildView(page.view);
        return page;
      } catch (error) {
        const hasNext = isPrivate || epoch !== this.#options.network.current;
        if (!(error instanceof EpochEndedError) || !hasNext || this.#isClosed) throw error;
      }
    }
  }

  /** What holds for a session and all its pages. */
  #lock(session: Session): void {
    if (this.#lockedSessions.has(session)) return;
    this.#lockedSessions.add(session);
    const onRefused = (origin: string, what: string): void => {
      this.#onRefused(origin, what);
    };
    refusePermissions(session, onRefused);
    refuseDevices(session, onRefused);
    this.downloads.watch(session);
  }

  async #leave(page: Page): Promise<void> {
    this.downloads.cancelAll();
    this.#detach(page);
    const epoch = this.#privateEpoch;
    this.#privateEpoch = null;
    if (epoch !== null) await this.#options.network.endPrivateEpoch(epoch);
  }

  #detach(page: Page): void {
    this.#page = null;
    this.#options.window()?.contentView.removeChildView(page.view);
    page.close();
    this.#changed();
  }

  #beginMove(url: string): void {
    this.#isMoving = true;
    this.#url = url;
    this.#failure = null;
    this.#changed();
  }

  async #takeCookies(session: Session): Promise<readonly Cookie[]> {
    // A network service that died does not answer; what it held is gone.
    const late = new Promise<readonly Cookie[]>((resolve) => setTimeout(resolve, cookieReadMs, []));
    return Promise.race([readCookies(session).catch(() => []), late]);
  }

  #onSettled(): void {
    this.#zoomTo(this.#zoomPercent);
    this.#arrange();
    this.#lookForStorage();
    this.#changed();
  }

  #zoomTo(percent: number): void {
    this.#zoomPercent = percent;
    if (this.#page?.isGone === false) this.#page.contents.setZoomFactor(percent / 100);
  }

  /** The view is on screen where the window has a place for it, and has nothing of its own to say there. */
  #arrange(): void {
    const page = this.#page;
    if (page === null || page.isGone) return;
    const isShown = this.#place !== null && page.state.failure === null && !this.#isMoving;
    if (this.#place !== null) page.view.setBounds(this.#place);
    if (!isShown && page.contents.isFocused()) this.#options.window()?.webContents.focus();
    page.view.setVisible(isShown);
  }

  #lookForStorage(): void {
    const page = this.#page;
    if (page === null || page.isGone || page.contents.isCrashed() || page.contents.getURL() === '') return;
    askForStorage(page.contents).then(
      (found) => {
        if (this.#page !== page) return;
        const before = this.state.storageOrigins.join(' ');
        for (const [origin, keeps] of found) this.#storage.set(origin, keeps);
        if (this.state.storageOrigins.join(' ') !== before) this.#changed();
      },
      // The frame went away while it was asked; the next look asks the one that is there then.
      () => undefined,
    );
  }

  #onRefused(origin: string, what: string): void {
    const key = `${origin} ${what}`;
    const before = this.#refusals.get(key);
    this.#lastRefusal += 1;
    this.#refusals.delete(key);
    this.#refusals.set(key, { id: this.#lastRefusal, origin, what, times: (before?.times ?? 0) + 1 });
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > keptRefusals && oldest !== undefined) this.#refusals.delete(oldest);
    this.#changed();
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch(this.#options.onBug);
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#announceTimer ??= setTimeout(() => {
      this.#announceTimer = null;
      this.#options.onState(this.state);
    }, announceMs);
  }
}
