/**
 * The one session that is outside the policy under test: it asks the release feed, and nothing else uses it. A pin of the
 * person's must not keep a fixed version from them, and an update must not show up among their connections. Chromium's own
 * judgement of certificates holds in it, cleartext is refused, and it keeps nothing.
 */
import { session as electronSession, type Session } from 'electron';

/** The name electron-updater gives its session (electronHttpExecutor.ts, NET_SESSION_NAME). */
const updatePartition = 'electron-updater';

/** Makes it before electron-updater does, so that its rules are there before its first request. */
export const openUpdateSession = (adopt: (session: Session) => void): Session => {
  const session = electronSession.fromPartition(updatePartition, { cache: false });
  adopt(session);
  session.setSpellCheckerLanguages([]);
  session.setCertificateVerifyProc(null);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !details.url.startsWith('https://') });
  });
  return session;
};
