import type { Protocol, Session } from 'electron';
import { answerAppRequest } from './app-files.ts';
import { appScheme } from './app-origin.ts';

/** Before `ready`, and once: `standard` gives the page an origin, `secure` lets it use what only secure pages may. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }]);
}

/** Serves the page's files in this session only: a page of the browser view knows no app://. */
export function serveAppFiles(session: Pick<Session, 'protocol'>, folder: string): void {
  session.protocol.handle(appScheme, (request) => answerAppRequest(folder, request.method, request.url));
}
