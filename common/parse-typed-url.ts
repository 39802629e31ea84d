import { failure, success, type Result } from './result.ts';

/** RFC 1035, 2.3.4, as text. */
const longestHost = 253;
const quotedCharacters = 60;
const advice = 'Write a host name, or https://host/path.';

const quoted = (typed: string): string =>
  `“${typed.length > quotedCharacters ? `${typed.slice(0, quotedCharacters)}…` : typed}”`;

/** A name without a scheme is meant as https. */
export const parseTypedUrl = (text: string): Result<string, string> => {
  const typed = text.trim();
  if (typed === '') return failure('Type a URL or a host name.');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const url = URL.parse(hasScheme ? typed : `https://${typed}`);
  // Chromium escapes in a host what Node refuses.
  if (url === null || url.hostname === '' || url.hostname.includes('%'))
    return failure(`${quoted(typed)} is not a URL. ${advice}`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return failure(`Only https:// and http:// can be sent, not ${url.protocol}//`);
  }
  if (url.hostname.replace(/\.$/, '').length > longestHost)
    return failure(`${quoted(url.hostname)} is too long for a host name: ${longestHost} characters at most.`);
  return success(url.href);
};
