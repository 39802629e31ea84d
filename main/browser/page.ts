/** One page view in the session of one epoch: it lives as long as that epoch, and tells what the window shows around it. */
import { type ContextMenuParams, type Session, type WebContents, WebContentsView } from 'electron';
import {
  mostPageUrls,
  type BlockedSubresource,
  type BrowserCommand,
  type BrowserFailure,
  type BrowserLogin,
  type BrowserState,
  type PageStanding,
  type WindowKey,
} from '../../common/ipc/browser-state.ts';
import { pageKey } from '../../common/page-keys.ts';
import { targetOf } from '../network/connection-log.ts';
import { withoutFragment } from '../network/page-of-request.ts';
import type { OpenLane } from '../network/epoch.ts';
import type { Visited } from './carried-history.ts';
import { blockedSubresource, crashed, isWorthTelling, pageFailure } from './page-failure.ts';
import {
  keepToTheWeb,
  letPagesBeLeft,
  openWindowsHere,
  pagePreferences,
  refuseBluetooth,
  type OnRefused,
  type Opened,
} from './page-hardening.ts';

export interface PageOptions {
  readonly open: OpenLane;
  readonly onChange: () => void;
  readonly onRefused: OnRefused;
  readonly onCommand: (command: BrowserCommand) => void;
  readonly onWindowKey: (key: WindowKey) => void;
  /** The person asked for the page's menu. */
  readonly onMenu: (asked: ContextMenuParams) => void;
  /** The page went on to another one, not back to one before. */
  readonly onBranched: () => void;
  /** The page is another one, or has come to rest. */
  readonly onSettled: () => void;
}

type PageState = Pick<
  BrowserState,
  | 'url'
  | 'pageUrls'
  | 'title'
  | 'isLoading'
  | 'canGoBack'
  | 'canGoForward'
  | 'areDevToolsOpen'
  | 'standing'
  | 'failure'
  | 'blocked'
  | 'blockedCount'
  | 'login'
>;

/** Net error: the navigation was given up, by a person or by another navigation. */
const aborted = -3;
const keptBlocked = 100;
let logins = 0;

export class Page {
  readonly view: WebContentsView;
  /** Kept besides the view, which forgets contents that were closed. */
  readonly contents: WebContents;
  readonly #options: PageOptions;
  readonly #undo: (() => void)[] = [];
  #url = '';
  #pageUrls: readonly string[] = [];
  /** Epoch milliseconds: connections from then on can be the reason why the document failed. */
  #startedAt = 0;
  #failure: BrowserFailure | null = null;
  #blocked: readonly { readonly row: BlockedSubresource; readonly pageUrl: string | null }[] = [];
  #blockedCount = 0;
  #login: (BrowserLogin & { readonly answer: (user?: string, password?: string) => void }) | null = null;
  #isGone = false;
  /** The next document has no other before it in this view. */
  #isAlone = false;
  #lastIndex = -1;
  #isMovingInHistory = false;
  /** Of the document that is shown, and of the one on its way. */
  #shownMethod = 'GET';
  #method = 'GET';

  constructor(options: PageOptions) {
    this.#options = options;
    this.view = new WebContentsView({ webPreferences: pagePreferences(options.open.lane.session) });
    this.view.setBackgroundColor('#ffffff');
    const contents = this.view.webContents;
    this.contents = contents;
    refuseBluetooth(contents, options.onRefused);
    keepToTheWeb(contents, options.onRefused);
    letPagesBeLeft(contents);
    openWindowsHere(contents, {
      onRefused: options.onRefused,
      onOpened: (opened) => {
        this.#show(opened);
      },
    });
    this.#followNavigation(contents);
    this.#followKeys(contents);
    this.#answerLogins(contents);
    const { connections, requests } = options.open;
    this.#undo.push(
      connections.watch(options.onChange),
      requests.watchStarts(({ resourceType, method }) => {
        if (resourceType === 'mainFrame') this.#method = method;
      }),
      requests.watchEnds((row, connection) => {
        if (!isWorthTelling(row)) return;
        this.#blockedCount += 1;
        this.#blocked = [
          { row: blockedSubresource(row, connection), pageUrl: row.pageUrl },
          ...this.#blocked,
        ].slice(0, keptBlocked);
        options.onChange();
      }),
    );
  }

  get session(): Session {
    return this.#options.open.lane.session;
  }

  /** Where it is, or is on its way to. */
  get url(): string {
    return this.#url;
  }

  /** What is there, or is on its way, answers a form (POST): asking for it again could do twice what the form does. */
  get isFormAnswer(): boolean {
    return this.#method !== 'GET';
  }

  get state(): PageState {
    const { navigationHistory } = this.contents;
    return {
      url: this.#failure?.url ?? (this.contents.getURL() || this.#url),
      pageUrls: this.#pageUrls,
      title: this.#failure === null ? this.contents.getTitle() : '',
      isLoading: this.contents.isLoading(),
      canGoBack: navigationHistory.canGoBack(),
      canGoForward: navigationHistory.canGoForward(),
      areDevToolsOpen: this.contents.isDevToolsOpened(),
      standing: this.#standing(),
      failure: this.#failure,
      blocked: this.#blocked.map(({ row }) => row),
      blockedCount: this.#blockedCount,
      login: this.#login && { id: this.#login.id, server: this.#login.server, realm: this.#login.realm },
    };
  }

  get isGone(): boolean {
    return this.#isGone || this.contents.isDestroyed();
  }

  /** Its host was rejected in this epoch: only another epoch may try it again. */
  hasRejected(url: string): boolean {
    return this.#options.open.lane.relay.ledger.rejection(targetOf(url).host) !== null;
  }

  load(url: string): void {
    this.#load(url);
  }

  /** A document of an epoch before, reached by back or forward: this view's own history begins anew with it. */
  loadAlone(url: string): void {
    this.#isAlone = true;
    this.#load(url);
  }

  /** False: there is nothing that way in this view. */
  go(direction: 'back' | 'forward'): boolean {
    const { navigationHistory } = this.contents;
    const isBack = direction === 'back';
    if (!(isBack ? navigationHistory.canGoBack() : navigationHistory.canGoForward())) return false;
    this.#isMovingInHistory = true;
    if (isBack) navigationHistory.goBack();
    else navigationHistory.goForward();
    return true;
  }

  /** Addresses visited in this view, and which of them it is at. */
  get visited(): Visited {
    if (this.isGone) return { urls: [], at: 0 };
    const { navigationHistory } = this.contents;
    return {
      urls: navigationHistory.getAllEntries().map(({ url }) => url),
      at: Math.max(0, navigationHistory.getActiveIndex()),
    };
  }

  answerLogin(id: number, username: string, password: string): void {
    const login = this.#login;
    if (login?.id !== id) return;
    this.#login = null;
    login.answer(username, password);
    this.#options.onChange();
  }

  /** The server gets none, and its own page of refusal is shown. */
  refuseLogin(id: number): void {
    const login = this.#login;
    if (login?.id !== id) return;
    this.#login = null;
    login.answer();
    this.#options.onChange();
  }

  close(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    for (const undo of this.#undo) undo();
    if (!this.contents.isDestroyed()) this.contents.close({ waitForBeforeUnload: false });
  }

  #show({ url, referrer, postData }: Opened): void {
    this.#load(url, {
      ...(referrer !== '' && { httpReferrer: referrer }),
      ...(postData !== null && {
        postData: postData.body.data,
        extraHeaders: `content-type: ${postData.contentType}`,
      }),
    });
  }

  #load(url: string, options: Electron.LoadURLOptions = {}): void {
    this.#url = url;
    // Trying the same again, the explanation stays until there is something better to show.
    if (this.#failure?.url !== url) this.#failure = null;
    // How it ended is told by events, downloads and answers without a page included.
    this.contents.loadURL(url, options).catch(() => undefined);
    this.#options.onChange();
  }

  #followNavigation(contents: WebContents): void {
    const { onChange, onSettled } = this.#options;
    contents.on('did-start-navigation', ({ url, isMainFrame, isSameDocument }) => {
      if (!isMainFrame || isSameDocument) return;
      this.#startedAt = Date.now();
      this.#url = url;
      this.#method = 'GET';
      onChange();
    });
    contents.on('did-redirect-navigation', ({ url, isMainFrame }) => {
      if (isMainFrame) this.#url = url;
    });
    contents.on('did-navigate', (_event, url) => {
      this.#url = url;
      this.#shownMethod = this.#method;
      this.#keepHistory();
      this.#failure = null;
      const page = withoutFragment(url);
      this.#pageUrls = [page];
      this.#blocked = this.#blocked.filter(({ pageUrl }) => pageUrl === page);
      this.#blockedCount = this.#blocked.length;
      onSettled();
    });
    contents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
      if (!isMainFrame) return;
      this.#url = url;
      const page = withoutFragment(url);
      this.#pageUrls = [...this.#pageUrls.filter((before) => before !== page), page].slice(-mostPageUrls);
      onChange();
    });
    contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      if (!isMainFrame || code === aborted || !URL.canParse(url)) return;
      const refusal = this.#options.open.connections.refusalOf(targetOf(url), this.#startedAt);
      this.#url = url;
      this.#pageUrls = [withoutFragment(url)];
      this.#failure = pageFailure(`net::${description}`, url, refusal);
      this.#shownMethod = this.#method;
      this.#blocked = [];
      this.#blockedCount = 0;
      this.#keepHistory();
      onSettled();
    });
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      this.#failure = crashed(this.#url, reason);
      onSettled();
    });
    contents.on('did-stop-loading', () => {
      // A navigation that came to nothing (a download, no content, given up): the page is where it was.
      if (this.#failure === null) {
        this.#url = contents.getURL() || this.#url;
        this.#method = this.#shownMethod;
      }
      onSettled();
    });
    contents.on('did-start-loading', onChange);
    contents.on('page-title-updated', onChange);
    contents.on('devtools-opened', onChange);
    contents.on('devtools-closed', onChange);
    contents.on('context-menu', (_event, asked) => {
      this.#options.onMenu(asked);
    });
  }

  #keepHistory(): void {
    const { navigationHistory } = this.contents;
    if (this.#isAlone) navigationHistory.clear();
    const index = navigationHistory.getActiveIndex();
    if (!this.#isAlone && !this.#isMovingInHistory && index > this.#lastIndex && this.#lastIndex >= 0)
      this.#options.onBranched();
    this.#isAlone = false;
    this.#isMovingInHistory = false;
    this.#lastIndex = index;
  }

  #followKeys(contents: WebContents): void {
    contents.on('before-input-event', (event, input) => {
      if (input.type !== 'keyDown') return;
      const isLoading = contents.isLoading();
      const key = pageKey(input, { isMac: process.platform === 'darwin', isLoading });
      if (key === null) return;
      event.preventDefault();
      if (key.kind === 'command') this.#options.onCommand(key.command);
      else this.#options.onWindowKey(key.key);
    });
  }

  #answerLogins(contents: WebContents): void {
    contents.on('login', (event, _details, { isProxy, host, port, realm }, callback) => {
      event.preventDefault();
      // One question at a time; the relay's own is answered before any page, so a proxy that asks here is none of ours.
      if (isProxy || this.#login !== null) {
        callback();
        return;
      }
      logins += 1;
      this.#login = { id: logins, server: `${host}:${port}`, realm, answer: callback };
      this.#options.onChange();
    });
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument && this.#login !== null) this.refuseLogin(this.#login.id);
    });
  }

  #standing(): PageStanding | null {
    const url = this.#failure?.url ?? this.contents.getURL();
    if (!/^https?:/.test(url)) return null;
    const connection = this.#options.open.connections.standingOf(targetOf(url));
    if (connection === null) return null;
    const { verdict, action, id } = connection;
    return { verdict, action, connectionId: id, isCleartext: url.startsWith('http:') };
  }
}
