/**
 * Hides what would let a reader act as the person: the values of headers and query parameters that carry a login. A name
 * that merely looks like one is hidden too; it can be asked for.
 */
export type Headers = readonly (readonly [string, string])[];

export const hidden = '(hidden)';

const secretHeader =
  /^(proxy-)?authorization$|cookie|token|secret|passw|session|signature|api-?key|(^|-)(auth|jwt|csrf|xsrf)(-|$)/i;
const secretParameter =
  /token|secret|passw|session|credential|signature|^sig$|api[-_]?key|^(auth|jwt|code|key|sid)$/i;

export const redactHeaders = (headers: Headers): Headers =>
  headers.map(([name, value]) => [name, secretHeader.test(name) ? hidden : value]);

/** Text that is no URL is hidden whole after its first `?`. */
export const redactUrl = (text: string): string => {
  if (!URL.canParse(text)) return text.replace(/\?.*$/s, `?${hidden}`);
  const url = new URL(text);
  if (url.username !== '') url.username = 'hidden';
  if (url.password !== '') url.password = 'hidden';
  const [before = '', ...rest] = url.href.split('?');
  if (rest.length === 0) return url.href;
  const [query = '', ...fragment] = rest.join('?').split('#');
  const parts = query.split('&').map((part) => {
    const [name = ''] = part.split('=');
    return secretParameter.test(safelyDecoded(name)) ? `${name}=${hidden}` : part;
  });
  return [`${before}?${parts.join('&')}`, ...fragment].join('#');
};

const safelyDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
