/** The browser view's state, for the view itself and for what is said of it elsewhere in the window. */
import { emptyBrowserState, type BrowserState } from '../common/ipc/browser-state.ts';
import { call } from './bridge.ts';
import { followedOnce } from './followed-state.ts';

const useFollowed = followedOnce('browser.changed', () => call('browser.state', {}));

export const useBrowserState = (): BrowserState => useFollowed() ?? emptyBrowserState;
