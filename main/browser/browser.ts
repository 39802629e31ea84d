/**
 * The browser view: one page, always in the session of an epoch that stands. When its epoch ends the page is cut off with
 * it and loaded anew in the next one, with its cookies; trying a rejected host again is an epoch of its own. Decisions
 * 0090 to 0093 say why.
 */
import {
  type BrowserWindow,
  type ContextMenuParams,
  type Cookie,
  Menu,
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
import { type Epoch, EpochEndedError } from '../network/epoch.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import { CarriedHistory } from './carried-history.ts';
import { takeCookies, writeCookies } from './cookies.ts';
import { Downloads } from './downloads.ts';
import { refusePermissions } from './page-hardening.ts';
import { notOpened } from './page-failure.ts';
import { pageCommands, pictureOf } from './page-commands.ts';
import { pageMenuTemplate } from './page-menu.ts';
import { Page } from './page.ts';
import { Refusals } from './refusals.ts';
import { StorageWatch } from './site-storage.ts';
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
  #isClosed = false;
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
      canGoBack: page?.canGoBack === true || this.#history.canGoBack,
      canGoForward: page?.canGoForward === true || this.#history.canGoForward,
      zoomPercent: this.#zoomPercent,
      refusals: this.#refusals.list,
      downloads: this.downloads.list,
      storageOrigins: this.#storage.origins,
      isMoving: this.#isMoving,
    };
  }

  /** An address of the web; how it goes is told by the state. */
  open(url: string): void {
    this.#inTurn(async () => this.#visit(url, false));
  }

  run(command: BrowserCommand): void {
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
  }

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
          onMenu: (asked) => {
            this.#openMenu(asked);
          },
          onBranched: () => {
            this.#history.branch();
          },
          onSettled: () => {
            this.#onSettled();
          },
        });
        open.lane.onEnd(async () => this.#onEpochEnd(page));
        this.#privateEpoch = isPrivate ? epoch : null;
        this.#storage.reset();
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
    this.downloads.watch(session);
  }

  #openMenu(asked: ContextMenuParams): void {
    const window = this.#options.window();
    if (window === null) return;
    const { canGoBack, canGoForward } = this.state;
    const template = pageMenuTemplate(asked, {
      canGoBack,
      canGoForward,
      run: (command) => {
        this.run(command);
      },
      open: (url) => {
        this.open(url);
      },
      inspect: (x, y) => {
        this.#page?.contents.inspectElement(x, y);
      },
    });
    Menu.buildFromTemplate(template).popup({ window });
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
    void this.#storage
      .look(page.contents, () => this.#page === page)
      .then((isChanged) => {
        if (isChanged === true) this.#changed();
      });
  }

  #onRefused(origin: string, what: string): void {
    this.#refusals.add(origin, what);
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
