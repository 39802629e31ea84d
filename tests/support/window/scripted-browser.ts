// The browser view as the window sees it: what is opened is on screen at once, and no page is behind it.
import type { CallName, CallResults, Events, Parameters } from '../../../common/ipc/contract.ts';
import { emptyBrowserState, type BrowserState } from '../../../common/ipc/browser-state.ts';
import { success } from '../../../common/result.ts';

type BrowserCall = Extract<CallName, `browser.${string}`>;
type BrowserHandlers = {
  readonly [Name in BrowserCall]: (
    parameters: Parameters<Name>,
  ) => CallResults[Name] | Promise<CallResults[Name]>;
};

export const createScriptedBrowser = (
  announce: (name: 'browser.changed', payload: Events['browser.changed']) => void,
): { readonly handlers: BrowserHandlers; readonly change: (change: Partial<BrowserState>) => void } => {
  let state = emptyBrowserState;
  const change = (next: Partial<BrowserState>): void => {
    state = { ...state, ...next };
    announce('browser.changed', state);
  };
  return {
    change,
    handlers: {
      'browser.state': () => state,
      'browser.open': ({ url }) => {
        change({ url, title: new URL(url).host });
        return success(null);
      },
      'browser.run': () => null,
      'browser.place': () => null,
      'browser.show': () => null,
      'browser.picture': () => null,
      'browser.logIn': () => {
        change({ login: null });
        return null;
      },
      'browser.forgetRefusals': () => {
        change({ refusals: [] });
        return null;
      },
      'browser.download': ({ id, action }) => {
        if (action === 'dismiss') change({ downloads: state.downloads.filter((one) => one.id !== id) });
        return null;
      },
    },
  };
};
