/** The browser view's state, for the view itself and for what is said of it elsewhere in the window. */
import { emptyBrowserState, type BrowserState } from '../common/ipc/browser-state.ts';
import { call } from './bridge.ts';
import { followState, useFollowedState, type FollowedState } from './followed-state.ts';

let followed: FollowedState<BrowserState> | null = null;

export const useBrowserState = (): BrowserState => {
  followed ??= followState('browser.changed', () => call('browser.state', {}));
  return useFollowedState(followed) ?? emptyBrowserState;
};
