/**
 * Each rule that narrows what a page or a session may do, once, with its reason. Source: Electron's security checklist
 * (docs/tutorial/security.md), and what was measured about certificate-error and sessions.
 */
import type { App, Session, WebContents } from 'electron';
import { appOrigin } from './app-origin.ts';

/** net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN: the rejection that says why. */
const rejected = -150;

/**
 * No page runs without the sandbox, also one that is opened with forgotten settings. Before `ready`. For root Chromium has no
 * sandbox: enableSandbox() takes --no-sandbox back, and every child process, the network's too, ends at once and for ever.
 */
export function sandboxEverything(app: App): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/** The window shows one page for its whole life: whatever leads it elsewhere is an attack or a slip. */
export function blockNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
}

/** A second window would have the bridge or an address bar's trust without its rules. */
export function blockWindowOpen(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** A <webview> chooses its own session and preferences. */
export function blockWebviews(contents: WebContents): void {
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

/** WebRTC sends UDP past every proxy, and tells pages the machine's addresses. */
export function blockWebRtcLeak(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** The page needs no device and no permission but one: writing to the clipboard when the person presses "Copy". */
export function blockPermissions(session: Session): void {
  const isAllowed = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' &&
    (origin === appOrigin || origin.startsWith(`${appOrigin}/`));
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isAllowed(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => {
    answer({ confirmed: false });
  });
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer({});
  });
}

/** Files are saved by the main process, at a path the person chose. */
export function blockDownloads(session: Session): void {
  session.on('will-download', (event) => {
    event.preventDefault();
  });
}

/** For sessions that have no business with TLS servers. */
export function rejectEveryCertificate(session: Session): void {
  session.setCertificateVerifyProc((_request, answer) => {
    answer(rejected);
  });
}

/** Electron asks here about rejected certificates, pin failures too, and `callback(true)` would let them through. */
export function refuseCertificateErrors(app: App): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
}

/** Unasked, Electron sends the first client certificate that fits, and so tells a server who the person is. */
export function refuseClientCertificates(app: App): void {
  app.on('select-client-certificate', (event, _contents, _url, _certificates, answer) => {
    event.preventDefault();
    answer();
  });
}

/** The rules that hold for every page, whoever opens it. */
export function guardNewPages(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    blockWebviews(contents);
    blockWebRtcLeak(contents);
  });
}

export interface SessionGuard {
  /** Hands a session to an owner who installs its own verify proc: until that is done, it still rejects every certificate. */
  readonly adopt: (session: Session) => void;
}

/**
 * A session nobody adopted reaches nothing: the verify proc is per session, so a forgotten one, the default session
 * included, would be a hole beside the pins. Before the first session; the default one is guarded once it exists.
 */
export function guardNewSessions(app: App, defaultSession: () => Session): SessionGuard {
  const adopted = new WeakSet<Session>();
  const guard = (session: Session): void => {
    if (adopted.has(session)) return;
    rejectEveryCertificate(session);
    // Its dictionary is fetched past webRequest, also when nothing will ever be spelled.
    session.setSpellCheckerLanguages([]);
    session.webRequest.onBeforeRequest((_details, answer) => {
      answer({ cancel: true });
    });
  };
  app.on('session-created', guard);
  void app.whenReady().then(() => {
    guard(defaultSession());
  });
  return {
    adopt(session) {
      adopted.add(session);
      session.webRequest.onBeforeRequest(null);
    },
  };
}
