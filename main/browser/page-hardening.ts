/**
 * Each rule that narrows what a page of the browser view may do, once, with its reason. The rules that hold for every page
 * (no webview, no WebRTC past the relay, no overridden certificate error) are in main/electron/hardening.ts.
 */
import type { Session, WebContents, WebPreferences } from 'electron';
import { wantedWords } from './wanted-words.ts';

/** `origin` asked for `what` and did not get it. */
export type OnRefused = (origin: string, what: string) => void;

/** A stranger's page: no preload, no Node, its own process, its own world. */
export const pagePreferences = (session: Session): WebPreferences => ({
  session,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  // A page that keeps putting up dialogs can be told to stop.
  safeDialogs: true,
  spellcheck: false,
});

const originOf = (url: string): string => {
  const origin = URL.canParse(url) ? new URL(url).origin : '';
  return origin === '' || origin === 'null' ? 'A page' : origin;
};

/** Devices are asked after, never asked for: the answer no comes before anything is chosen. */
const devices = new Set(['usb', 'hid', 'serial']);

/** Whatever a page asks for is refused, and the person is told. The developer tools ask too; they are no page. */
export function refusePermissions(session: Session, onRefused: OnRefused): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    if (!requestingUrl.startsWith('devtools:')) onRefused(originOf(requestingUrl), wantedWords(permission));
    answer(false);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => {
    if (devices.has(permission)) onRefused(originOf(origin), wantedWords(permission));
    return false;
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((request, answer) => {
    onRefused(originOf(request.securityOrigin), wantedWords('display-capture'));
    answer({});
  });
}

/** Electron would choose the first Bluetooth device by itself, and pair with it unasked. */
export function refuseBluetooth(contents: WebContents, onRefused: OnRefused): void {
  contents.session.setBluetoothPairingHandler((_details, answer) => {
    answer({ confirmed: false });
  });
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    onRefused(originOf(contents.getURL()), wantedWords('bluetooth'));
    answer('');
  });
}

const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

/**
 * A page leads to web pages only: not to files, not to pages of the runtime, not to another program. The session's request
 * gate stops the same before the network; here it is stopped before it begins, and said.
 */
export function keepToTheWeb(contents: WebContents, onRefused: OnRefused): void {
  contents.on('will-frame-navigate', (event) => {
    const { url, isMainFrame } = event;
    // A frame may hold what its page makes itself.
    if (isWeb(url) || url.startsWith('about:') || (!isMainFrame && /^(?:blob|data):/i.test(url))) return;
    event.preventDefault();
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? url.slice(0, 20);
    onRefused(originOf(contents.getURL()), `to open a ${scheme} address, which is not the web’s`);
  });
}

export interface Opened {
  readonly url: string;
  readonly referrer: string;
  readonly postData: { readonly body: Electron.PostBody; readonly contentType: string } | null;
}

/** No second window, which would have no address to be judged by: what a page opens is shown in this view instead. */
export function openWindowsHere(
  contents: WebContents,
  { onOpened, onRefused }: { readonly onOpened: (opened: Opened) => void; readonly onRefused: OnRefused },
): void {
  contents.setWindowOpenHandler(({ url, referrer, postBody }) => {
    if (isWeb(url)) {
      const postData = postBody === undefined ? null : { body: postBody, contentType: postBody.contentType };
      onOpened({ url, referrer: referrer.url, postData });
    } else {
      onRefused(
        originOf(contents.getURL()),
        `to open a window at ${url === '' ? 'about:blank' : url.slice(0, 60)}`,
      );
    }
    return { action: 'deny' };
  });
}

/** A page asks to stay when it is left (`beforeunload`); Electron would then keep it without a word. */
export function letPagesBeLeft(contents: WebContents): void {
  contents.on('will-prevent-unload', (event) => {
    // Prevents the prevention.
    event.preventDefault();
  });
}
