/**
 * The browser view: one page, always in the session of an epoch that stands. When its epoch ends the page is cut off with
 * it and loaded anew in the next one, with its cookies: at once while the view is shown, else when it is shown next, and
 * what answered a form only when the person says so. Trying a rejected host again is an epoch of its own. Decisions 0090 to
 * 0093 and 0133 say why.
 */
import {
  type BrowserWindow,
  type ContextMenuParams,
  type Cookie,
  type Rectangle,
  type Session,
} from 'electron';
import {
  emptyBrowserState,
  type BrowserCommand,
  type BrowserFailure,
  type BrowserState,
  type WindowKey,
} from '../../common/ipc/browser-state.ts';
import type { Epoch, OpenLane } from '../network/epoch.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import { CarriedHistory } from './carried-history.ts';
import { takeCookies } from './cookies.ts';
import { Downloads } from './downloads.ts';
import { refusePermissions } from './page-hardening.ts';
import { notOpened } from './page-failure.ts';
import { pageCommands, pictureOf } from './page-commands.ts';
import { openPageMenu } from './open-page-menu.ts';
import { Page } from './page.ts';
import { Refusals } from './refusals.ts';
import { StorageWatch } from './site-storage.ts';
import { inStandingLane } from './standing-lane.ts';
import { type WaitingPage, wayFromWaiting, whyToWait } from './waiting-page.ts';
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

export class Browser {
  readonly downloads: Downloads;
  readonly #options: BrowserOptions;
  readonly #lockedSessions = new WeakSet<Session>();
  readonly #refusals = new Refusals();
  readonly #storage = new StorageWatch();
  readonly #storageTimer: NodeJS.Timeout;
  readonly #history = new CarriedHistory();
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
  #isShown = false;
  /** Its epoch has ended, and it is not loaded again yet. */
  #waiting: WaitingPage | null = null;
  #isClosed = false;
  #turn: Promise<void> = Promise.resolve();
  #announceTimer: NodeJS.Timeout | null = null;

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.downloads = new Downloads({
      folder: options.downloadsFolder,
      onChange: this.#changed,
      onRefused: this.#onRefused,
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
      canGoBack: page?.canGoBack === true || this.#history.canGoBack,
      canGoForward: page?.canGoForward === true || this.#history.canGoForward,
      zoomPercent: this.#zoomPercent,
      refusals: this.#refusals.list,
      downloads: this.downloads.list,
      storageOrigins: this.#storage.origins,
      isMoving: this.#isMoving,
      waiting: this.#waiting?.why ?? null,
    };
  }

  /** An address of the web; how it goes is told by the state. */
  readonly open = (url: string): void => {
    this.#inTurn(async () => this.#visit(url, false));
  };

  readonly run = (command: BrowserCommand): void => {
    if (this.#waiting !== null) {
      const url = wayFromWaiting(this.#waiting, command, this.#history);
      if (url !== null) this.open(url);
      return;
    }
    const page = this.#page;
    if (command === 'retry' || (command === 'reload' && this.state.failure !== null)) {
      const { url } = this.state;
      if (url !== '') this.#inTurn(async () => this.#visit(url, command === 'retry'));
      return;
    }
    if (page === null || page.isGone) return;
    switch (command) {
      case 'back':
        this.#go(page, 'back');
        break;
      case 'forward':
        this.#go(page, 'forward');
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
      case 'reload':
      case 'reload-without-cache':
      case 'stop':
      case 'dev-tools':
      case 'focus-page':
        pageCommands[command](page.contents);
    }
    this.#changed();
  };

  /** Beyond this epoch's own history lies that of those before. */
  #go(page: Page, direction: 'back' | 'forward'): void {
    const reaches = direction === 'back' ? this.#history.canGoBack : this.#history.canGoForward;
    if (page.go(direction) || !reaches) return;
    const { visited, url } = page;
    this.#history.carry(visited, visited.urls[visited.at] ?? url);
    const next = this.#history[direction](url);
    if (next !== null) page.loadAlone(next);
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

  /** The window shows the browser view, or another one: what waited for that is loaded now. */
  show(isShown: boolean): void {
    this.#isShown = isShown;
    const waiting = this.#waiting;
    if (!isShown || waiting?.why !== 'hidden') return;
    this.#inTurn(async () => {
      if (this.#waiting === waiting) await this.#moveOn(waiting);
    });
  }

  /** To stand in for the page beneath a dialog. */
  async picture(): Promise<string | null> {
    const page = this.#page;
    return page === null || page.isGone || this.#place === null ? null : pictureOf(page.contents);
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
      this.#history.carry(page.visited, url);
      this.#cookies = await takeCookies(page.session);
      await this.#leave(page);
    }
    await this.#arrive(url, needsOwnEpoch);
  }

  /** The page's epoch has ended: it is cut off already. */
  async #onEpochEnd(page: Page): Promise<void> {
    if (this.#page !== page || this.#isClosed) return;
    const { url } = page;
    this.#history.carry(page.visited, url);
    const hadDevTools = !page.isGone && page.contents.isDevToolsOpened();
    const taken = takeCookies(page.session).then((cookies) => {
      this.#cookies = cookies;
    });
    this.#privateEpoch = null;
    this.downloads.cancelAll();
    const why = whyToWait({ isFormAnswer: page.isFormAnswer, isShown: this.#isShown });
    this.#beginMove(url);
    if (why !== null) {
      this.#isMoving = false;
      this.#waiting = { url, why, hadDevTools };
    }
    this.#detach(page);
    this.#inTurn(async () => {
      await taken;
      if (why === null) await this.#moveOn({ url, hadDevTools });
    });
    await taken;
  }

  async #moveOn({ url, hadDevTools }: Omit<WaitingPage, 'why'>): Promise<void> {
    this.#beginMove(url);
    await this.#arrive(url, false);
    if (hadDevTools) this.#page?.contents.openDevTools({ mode: 'detach' });
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
    const { network } = this.#options;
    const lane = {
      network,
      isPrivate,
      isClosed: () => this.#isClosed,
      prepare: this.#lock,
      cookies: () => this.#cookies,
      onRefusedCookies: (count: number) => {
        this.#onRefused('Pinspect', `to keep ${count} cookies, which Chromium did not take`);
      },
    };
    return inStandingLane(lane, (open, epoch) => {
      const page = this.#createPage(open);
      open.lane.onEnd(async () => this.#onEpochEnd(page));
      this.#privateEpoch = isPrivate ? epoch : null;
      this.#storage.reset();
      this.#page = page;
      this.#options.window()?.contentView.addChildView(page.view);
      return page;
    });
  }

  #createPage(open: OpenLane): Page {
    return new Page({
      open,
      onChange: this.#changed,
      onRefused: this.#onRefused,
      onCommand: this.run,
      onWindowKey: (key) => {
        this.#options.window()?.webContents.focus();
        this.#options.onWindowKey(key);
      },
      onMenu: this.#openMenu,
      onBranched: () => {
        this.#history.branch();
      },
      onSettled: this.#onSettled,
    });
  }

  /** What holds for a session and all its pages. */
  readonly #lock = (session: Session): void => {
    if (this.#lockedSessions.has(session)) return;
    this.#lockedSessions.add(session);
    refusePermissions(session, this.#onRefused);
    this.downloads.watch(session);
  };

  readonly #openMenu = (asked: ContextMenuParams): void => {
    const { canGoBack, canGoForward } = this.state;
    openPageMenu(this.#options.window(), asked, {
      canGoBack,
      canGoForward,
      run: this.run,
      open: this.open,
      inspect: (x, y) => {
        this.#page?.contents.inspectElement(x, y);
      },
    });
  };

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
    this.#waiting = null;
    this.#isMoving = true;
    this.#url = url;
    this.#failure = null;
    this.#changed();
  }

  readonly #onSettled = (): void => {
    this.#zoomTo(this.#zoomPercent);
    this.#arrange();
    this.#lookForStorage();
    this.#changed();
  };

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
    void this.#storage
      .look(page.contents, () => this.#page === page)
      .then((isChanged) => {
        if (isChanged === true) this.#changed();
      });
  }

  readonly #onRefused = (origin: string, what: string): void => {
    this.#refusals.add(origin, what);
    this.#changed();
  };

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch(this.#options.onBug);
  }

  readonly #changed = (): void => {
    if (this.#isClosed) return;
    this.#announceTimer ??= setTimeout(() => {
      this.#announceTimer = null;
      this.#options.onState(this.state);
    }, announceMs);
  };
}
