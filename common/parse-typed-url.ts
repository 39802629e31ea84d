import { failure, success, type Result } from './result.ts';

/** A name without a scheme is meant as https. */
export const parseTypedUrl = (text: string): Result<string, string> => {
  const typed = text.trim();
  if (typed === '') return failure('Type a URL or a host name.');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const url = URL.parse(hasScheme ? typed : `https://${typed}`);
  if (url === null || url.hostname === '') return failure(`“${typed}” is not a URL.`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return failure(`Only https:// and http:// can be sent, not ${url.protocol}//`);
  }
  return success(url.href);
};
