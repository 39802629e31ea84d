/** The browser view as the window draws it around the page. */
import type { Action, Verdict } from '../pinning/verdict.ts';
import type { Failure } from './state.ts';

/** What the window shows in the page's place when its document could not be had. */
export interface BrowserFailure {
  readonly url: string;
  /** Pinspect stopped it; else the network did. */
  readonly isBlock: boolean;
  readonly failure: Failure;
  /** The connection that explains it. */
  readonly connectionId: number | null;
}

/** Something of the page that was stopped or got no answer. */
export interface BlockedSubresource {
  /** Of the request. */
  readonly id: number;
  readonly url: string;
  /** Chromium's resource type: `script`, `image`, … */
  readonly resourceType: string;
  readonly isBlock: boolean;
  readonly reason: string;
  readonly connectionId: number | null;
}

/** What pages asked for and did not get. */
export interface BrowserRefusal {
  readonly id: number;
  /** Of the page that asked. */
  readonly origin: string;
  /** `to know where you are` */
  readonly what: string;
  readonly times: number;
}

export interface BrowserDownload {
  readonly id: number;
  readonly name: string;
  /** Where it is kept on this computer. */
  readonly path: string;
  /** The host it comes from; empty: made by the page itself. */
  readonly host: string;
  readonly receivedBytes: number;
  /** null: the server does not say. */
  readonly totalBytes: number | null;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
}

/** A server asks for user and password (HTTP authentication). */
export interface BrowserLogin {
  readonly id: number;
  /** `host:port` */
  readonly server: string;
  /** The server's own words. */
  readonly realm: string;
}

/** What was found of the page's own host. */
export interface PageStanding {
  readonly verdict: Verdict;
  readonly action: Action;
  readonly connectionId: number;
  /** Plain http://. */
  readonly isCleartext: boolean;
}

/** One that renames itself with every word typed has no end; the newest count. */
export const mostPageUrls = 50;

export interface BrowserState {
  /** Of the page; empty: none was opened yet. */
  readonly url: string;
  /** What the document was called since it was loaded, without fragments, oldest first: pages rename themselves. */
  readonly pageUrls: readonly string[];
  readonly title: string;
  readonly isLoading: boolean;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly zoomPercent: number;
  readonly areDevToolsOpen: boolean;
  /** null: no connection to its host in this epoch, as for a page from the cache. */
  readonly standing: PageStanding | null;
  readonly failure: BrowserFailure | null;
  /** The latest ones of this page. */
  readonly blocked: readonly BlockedSubresource[];
  readonly blockedCount: number;
  readonly refusals: readonly BrowserRefusal[];
  readonly downloads: readonly BrowserDownload[];
  readonly login: BrowserLogin | null;
  /** Origins with something in site storage, which does not carry over into the next epoch as cookies do. */
  readonly storageOrigins: readonly string[];
  /** An epoch ended, and the page moves to the next one. */
  readonly isMoving: boolean;
  /**
   * An epoch ended, and the page is not loaded again by itself: `hidden` until the view is shown, `form` until the person says so,
   * because it answered a form (POST) that must not be sent twice. null: nothing waits.
   */
  readonly waiting: 'hidden' | 'form' | null;
}

export const emptyBrowserState: BrowserState = {
  url: '',
  pageUrls: [],
  title: '',
  isLoading: false,
  canGoBack: false,
  canGoForward: false,
  zoomPercent: 100,
  areDevToolsOpen: false,
  standing: null,
  failure: null,
  blocked: [],
  blockedCount: 0,
  refusals: [],
  downloads: [],
  login: null,
  storageOrigins: [],
  isMoving: false,
  waiting: null,
};

export const browserCommands = [
  'back',
  'forward',
  'reload',
  'reload-without-cache',
  'retry',
  'stop',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'dev-tools',
  'focus-page',
] as const;

/** `retry`: in an epoch of its own, where hosts that were rejected are tried again. */
export type BrowserCommand = (typeof browserCommands)[number];

/** A shortcut that was pressed inside the page and belongs to the window around it; `view-1` is the rail's first. */
export type WindowKey = 'address' | 'palette' | 'around' | `view-${number}`;
