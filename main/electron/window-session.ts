/**
 * The session of Pinspect's own window: it shows files of app:// and reaches no network at all, by three ways that do not
 * depend on each other: every request is cancelled, every route leads to a proxy that is not there, every certificate is
 * rejected. What the person requests goes through an epoch's session, never through this one.
 */
import type { Session } from 'electron';
import { serveAppFiles } from './app-protocol.ts';
import { appOrigin } from './app-origin.ts';
import { blockDownloads, blockPermissions, rejectEveryCertificate } from './hardening.ts';

export interface WindowSessionOptions {
  /** dist/renderer, also inside app.asar. */
  readonly pageFolder: string;
  /** Lets devtools:// load its own files. */
  readonly isDevelopment: boolean;
}

/** In memory: the partition name has no `persist:`. */
export const windowPartition = 'window';

// Port 1 of loopback, and over TLS: a listener there would still have to pass the reject-all verify proc.
const deadProxy = { proxyRules: 'https://127.0.0.1:1', proxyBypassRules: '<-loopback>' };

export async function lockWindowSession(session: Session, options: WindowSessionOptions): Promise<void> {
  const allowed = [`${appOrigin}/`, ...(options.isDevelopment ? ['devtools://'] : [])];
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !allowed.some((start) => url.startsWith(start)) });
  });
  rejectEveryCertificate(session);
  blockPermissions(session);
  blockDownloads(session);
  // Chromium asks for dictionaries at once; switching the spell checker off does not stop it.
  session.setSpellCheckerLanguages([]);
  serveAppFiles(session, options.pageFolder);
  await session.setProxy(deadProxy);
}
