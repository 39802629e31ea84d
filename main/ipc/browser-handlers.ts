/** The browser view's channels. */
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success } from '../../common/result.ts';
import type { Browser } from '../browser/browser.ts';
import type { Handlers } from './register-calls.ts';

type BrowserChannel = Extract<keyof Handlers, `browser.${string}`>;

export interface BrowserHandlerParts {
  readonly browser: Browser;
  /** Shows a file in the system's file manager. */
  readonly showFile: (path: string) => void;
}

export const createBrowserHandlers = ({
  browser,
  showFile,
}: BrowserHandlerParts): Pick<Handlers, BrowserChannel> => ({
  'browser.state': () => browser.state,
  'browser.open': ({ url }) => {
    if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) return failure(notWeb);
    browser.open(new URL(url).href);
    return success(null);
  },
  'browser.run': ({ command }) => {
    browser.run(command);
    return null;
  },
  'browser.place': ({ bounds }) => {
    browser.place(bounds);
    return null;
  },
  'browser.show': ({ isShown }) => {
    browser.show(isShown);
    return null;
  },
  'browser.picture': () => browser.picture(),
  'browser.logIn': ({ id, answer }) => {
    browser.answerLogin(id, answer);
    return null;
  },
  'browser.forgetRefusals': () => {
    browser.forgetRefusals();
    return null;
  },
  'browser.download': ({ id, action }) => {
    const { downloads } = browser;
    const path = downloads.pathOf(id);
    if (action === 'cancel') downloads.cancel(id);
    else if (action === 'dismiss') downloads.dismiss(id);
    else if (path !== null) showFile(path);
    return null;
  },
});

const notWeb: Failure = {
  code: 'bad-url',
  message: 'This is no address that the browser can open.',
  advice: 'Write it as https://host/path.',
};
