/** One session a saved request, so that each keeps its own answer while another one is looked at. */
import { createRequestSession, type RequestSession } from './request-session.ts';

const sessions = new Map<string, RequestSession>();

export const sessionOf = (requestId: string): RequestSession => {
  const known = sessions.get(requestId);
  if (known !== undefined) return known;
  const session = createRequestSession(() => undefined);
  sessions.set(requestId, session);
  return session;
};
