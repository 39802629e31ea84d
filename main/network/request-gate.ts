/**
 * The gate on every request of a pinned session, before DNS: it cancels whatever an ended epoch asks for, schemes that
 * are not the web's, and hosts that would go around the relay; it remembers which hosts were asked for; and it tells an
 * observer how each request ends. Electron keeps one listener an event, so this is the session's only one.
 */
import type { Session } from 'electron';
import { PagesOfRequests } from './page-of-request.ts';

export interface RequestStarted {
  /** Chromium's request id: equal for every hop of a redirect. */
  readonly requestId: number;
  readonly method: string;
  readonly url: string;
  /** The page in whose name it is asked for; null: no page asks. */
  readonly pageUrl: string | null;
  readonly resourceType: string;
  /** Asked by the main process, not by a page. */
  readonly isOwn: boolean;
  readonly startedAt: number;
}

export interface RequestEnded {
  readonly requestId: number;
  readonly status: number | null;
  /** `net::ERR_…`, or null. */
  readonly error: string | null;
  readonly fromCache: boolean;
  /** Set when the hop ended in a redirect: another hop with the same id follows. */
  readonly redirectUrl: string | null;
}

export interface RequestObserver {
  readonly onStarted: (request: RequestStarted) => void;
  readonly onEnded: (request: RequestEnded) => void;
}

export interface RequestGateOptions {
  readonly observer: RequestObserver;
  /** The session must not ask for this host: another one of the epoch does. */
  readonly isForeign: (host: string) => boolean;
}

const everything = { urls: ['<all_urls>'] };
/** Made by the page itself, no network behind them. */
const localSchemes = new Set(['blob:', 'data:', 'about:']);
/** What the developer tools are made of: files of the runtime, which no web page may ask for. */
const devToolsHosts = new Set(['devtools', 'theme']);
const webSchemes = new Set(['http:', 'https:', 'ws:', 'wss:']);

export class RequestGate {
  readonly #options: RequestGateOptions;
  readonly #askedFor = new Set<string>();
  readonly #pages = new PagesOfRequests();
  #isClosed = false;

  constructor(session: Session, options: RequestGateOptions) {
    this.#options = options;
    const { webRequest } = session;
    webRequest.onBeforeRequest(everything, (details, callback) => {
      let isAdmitted = false;
      try {
        isAdmitted = this.#admit(details);
      } finally {
        callback({ cancel: !isAdmitted });
      }
    });
    webRequest.onResponseStarted({ ...everything, types: ['mainFrame'] }, ({ webContentsId, url }) => {
      if (webContentsId !== undefined) this.#pages.onAnswered(webContentsId, url);
    });
    session.on('will-download', (_event, item) => {
      this.#pages.onDownload(item.getURL());
    });
    webRequest.onBeforeRedirect(everything, ({ id, statusCode, redirectURL, fromCache }) => {
      this.#end(id, { status: statusCode, error: null, fromCache, redirectUrl: redirectURL });
    });
    webRequest.onCompleted(everything, ({ id, statusCode, fromCache }) => {
      this.#end(id, { status: statusCode, error: null, fromCache, redirectUrl: null });
    });
    webRequest.onErrorOccurred(everything, ({ id, error, fromCache }) => {
      this.#end(id, { status: null, error, fromCache, redirectUrl: null });
    });
  }

  wasAskedFor(host: string): boolean {
    return this.#askedFor.has(host);
  }

  /** From here on every request is cancelled. */
  close(): void {
    this.#isClosed = true;
  }

  #admit(details: Electron.OnBeforeRequestListenerDetails): boolean {
    if (this.#isClosed) return false;
    const url = new URL(details.url);
    if (localSchemes.has(url.protocol)) return true;
    if (url.protocol === 'devtools:') return devToolsHosts.has(url.hostname);
    if (!webSchemes.has(url.protocol)) return false;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (/^prime-\d+\.invalid$/.test(host)) return true;
    this.#options.observer.onStarted({
      requestId: details.id,
      method: details.method,
      url: details.url,
      pageUrl: this.#pages.pageOf(details),
      resourceType: details.resourceType,
      isOwn: details.webContentsId === undefined && details.frame == null,
      startedAt: Date.now(),
    });
    if (this.#options.isForeign(host)) return false;
    this.#askedFor.add(host);
    return true;
  }

  #end(requestId: number, ended: Omit<RequestEnded, 'requestId'>): void {
    // Electron leaves `fromCache` out of some errors, whatever its types say.
    const fromCache = (ended.fromCache as boolean | undefined) ?? false;
    this.#options.observer.onEnded({ requestId, ...ended, fromCache });
  }
}
