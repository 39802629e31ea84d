/**
 * Cookies on their way from one session to the next. Names, values, paths, lifetimes and flags are kept; a cookie that is
 * bound to its host alone stays so, which is said by leaving the domain out (RFC 6265, 5.3 step 6).
 */
import type { Cookie, CookiesSetDetails, Session } from 'electron';

const readMs = 2_000;

/** All there are; none from a network service that died, which does not answer. */
export async function takeCookies(session: Session): Promise<readonly Cookie[]> {
  const late = new Promise<readonly Cookie[]>((resolve) => setTimeout(resolve, readMs, []));
  return Promise.race([session.cookies.get({}).catch(() => []), late]);
}

/** How many could not be set. */
export async function writeCookies(session: Session, cookies: readonly Cookie[]): Promise<number> {
  const written = await Promise.allSettled(
    cookies.map(async (cookie) => session.cookies.set(toDetails(cookie))),
  );
  return written.filter(({ status }) => status === 'rejected').length;
}

export function toDetails(cookie: Cookie): CookiesSetDetails {
  const { name, value, path = '/', secure = false, httpOnly = false, sameSite } = cookie;
  const domain = cookie.domain ?? '';
  const host = domain.replace(/^\./, '');
  return {
    url: `${secure ? 'https' : 'http'}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}${path}`,
    name,
    value,
    path,
    secure,
    httpOnly,
    sameSite,
    ...(cookie.hostOnly !== true && { domain }),
    ...(cookie.expirationDate !== undefined && { expirationDate: cookie.expirationDate }),
  };
}
