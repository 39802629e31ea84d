/**
 * A curl command as people paste it (from a browser's "Copy as cURL", documentation, a colleague), as a request. It is only
 * read, never run. What a request here cannot say (files, forms, certificates, proxies) is named in a note, never dropped in silence.
 */
import { shortTakesValue, takesValue } from '../curl-options.ts';
import { failure, success, type Result } from '../result.ts';
import { shellCommands, type ShellWord } from '../shell-words.ts';
import { carriesBody, isMethod, type Draft, type Method } from './request-draft.ts';

export interface CurlRequest {
  readonly draft: Draft;
  /** Sentences: what is not taken over, or stands for something that only a shell knows. */
  readonly notes: readonly string[];
}

interface Option {
  /** Long name; short ones are given their long form. */
  readonly name: string;
  readonly value: ShellWord | null;
}

const longNames: Readonly<Record<string, string>> = {
  A: 'user-agent',
  b: 'cookie',
  d: 'data',
  e: 'referer',
  E: 'cert',
  F: 'form',
  G: 'get',
  H: 'header',
  I: 'head',
  k: 'insecure',
  L: 'location',
  o: 'output',
  T: 'upload-file',
  u: 'user',
  x: 'proxy',
  X: 'request',
};

/** Of how curl speaks or waits: a request here has nothing of the kind to say. */
const meaningless = new Set(
  `s S v i f g N # Z silent show-error verbose include fail fail-with-body globoff no-buffer progress-bar parallel compressed
  location location-trusted http1.0 http1.1 http2 http2-prior-knowledge http3 tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 output
  o O remote-name write-out w max-time m connect-timeout retry path-as-is ipv4 ipv6 4 6 no-keepalive tcp-nodelay`.split(
    /\s+/,
  ),
);

const splitWords = (
  words: readonly ShellWord[],
): { options: readonly Option[]; urls: readonly ShellWord[] } => {
  const options: Option[] = [];
  const urls: ShellWord[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) continue;
    const { text } = word;
    if (text.startsWith('--') && text.length > 2) {
      const name = text.slice(2);
      if (takesValue(name)) at += 1;
      const value = takesValue(name) ? (words[at] ?? null) : null;
      if (name === 'url' && value !== null) urls.push(value);
      else options.push({ name, value });
    } else if (text.startsWith('-') && text.length > 1) {
      for (const [index, letter] of Array.from(text.slice(1)).entries()) {
        const rest = text.slice(index + 2);
        const name = longNames[letter] ?? letter;
        if (!shortTakesValue(letter)) {
          options.push({ name, value: null });
          continue;
        }
        if (rest === '') at += 1;
        options.push({ name, value: rest === '' ? (words[at] ?? null) : { ...word, text: rest } });
        break;
      }
    } else urls.push(word);
  }
  return { options, urls };
};

/** UTF-8 in base64, without Node and without a page. */
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** curl leaves letters, digits and `-._~` alone, and writes a space as `+`. */
const escaped = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

const urlEncoded = (value: string): string => {
  const [, name, content] = /^([^=@]*)=([\s\S]*)$/.exec(value) ?? [];
  if (content === undefined) return escaped(value);
  return name === '' || name === undefined ? escaped(content) : `${name}=${escaped(content)}`;
};

interface Reading {
  method: Method | null;
  readonly headers: string[];
  readonly data: string[];
  isQuery: boolean;
  isJson: boolean;
  readonly notes: string[];
}

const hasHeader = (headers: readonly string[], name: string): boolean =>
  headers.some((line) => line.toLowerCase().startsWith(`${name}:`));

const applyOption = (reading: Reading, { name, value }: Option): void => {
  const text = value?.text ?? '';
  const { headers, data, notes } = reading;
  switch (name) {
    case 'request': {
      const method = text.toUpperCase();
      if (isMethod(method)) reading.method = method;
      else notes.push(`The method ${text} cannot be sent here.`);
      return;
    }
    case 'head':
      reading.method = 'HEAD';
      return;
    case 'get':
      reading.isQuery = true;
      return;
    case 'header':
      // curl's `Name;` is a header without a value, `Name:` takes one away.
      if (/^[^:]+;$/.test(text)) headers.push(`${text.slice(0, -1)}:`);
      else if (!/^[^:]+:\s*$/.test(text)) headers.push(text);
      return;
    case 'user-agent':
      headers.push(`User-Agent: ${text}`);
      return;
    case 'referer':
      headers.push(`Referer: ${text}`);
      return;
    case 'user':
      headers.push(`Authorization: Basic ${base64(text)}`);
      return;
    case 'oauth2-bearer':
      headers.push(`Authorization: Bearer ${text}`);
      return;
    case 'cookie':
      if (text.includes('=')) headers.push(`Cookie: ${text}`);
      else notes.push(`Cookies from the file ${text} are not read.`);
      return;
    case 'json':
      reading.isJson = true;
      data.push(text);
      return;
    case 'data-raw':
      data.push(text);
      return;
    case 'data':
    case 'data-ascii':
    case 'data-binary':
      if (text.startsWith('@')) notes.push(`The body from the file ${text.slice(1)} is not read.`);
      else data.push(text);
      return;
    case 'data-urlencode':
      if (/^[^=]*@/.test(text)) notes.push(`The body from a file (${text}) is not read.`);
      else data.push(urlEncoded(text));
      return;
    case 'insecure':
      notes.push('--insecure is not taken over: here every certificate is judged.');
      return;
    default:
      if (!meaningless.has(name)) notes.push(`${name.length === 1 ? '-' : '--'}${name} is not taken over.`);
  }
};

/** The error is a sentence. */
export const readCurl = (command: string): Result<CurlRequest, string> => {
  const read = shellCommands(command.replace(/^\s*\$\s+/, ''));
  if ('openQuote' in read)
    return failure(`On line ${read.openQuote.line}, a quote is opened that never ends.`);
  const [words, second] = read.commands;
  const [program, ...rest] = words ?? [];
  if (program === undefined || !/^(?:.*[/\\])?curl(?:\.exe)?$/i.test(program.text))
    return failure('A curl command begins with “curl”.');
  const { options, urls } = splitWords(rest);
  const [url, otherUrl] = urls;
  if (url === undefined) return failure('The curl command names no URL.');
  const reading: Reading = { method: null, headers: [], data: [], isQuery: false, isJson: false, notes: [] };
  for (const option of options) applyOption(reading, option);
  const { headers, data, notes, isQuery, isJson } = reading;
  if (otherUrl !== undefined) notes.push('Of several URLs the first is taken.');
  if (second !== undefined) notes.push('What comes after the first command is left out.');
  if (rest.some(({ isExpanded }) => isExpanded))
    notes.push('It holds a variable or a command of the shell, which stands here as it was written.');
  const body = data.join(isJson ? '' : '&');
  if (data.length > 0 && !isQuery && !hasHeader(headers, 'content-type'))
    headers.push(`Content-Type: ${isJson ? 'application/json' : 'application/x-www-form-urlencoded'}`);
  if (isJson && !hasHeader(headers, 'accept')) headers.push('Accept: application/json');
  const method = reading.method ?? (data.length > 0 && !isQuery ? 'POST' : 'GET');
  if (!isQuery && body !== '' && !carriesBody(method)) notes.push(`${method} carries no body here.`);
  // curl's own default is http, where a name has no scheme; the window's is https, and so it stays.
  const target =
    isQuery && body !== '' ? `${url.text}${url.text.includes('?') ? '&' : '?'}${body}` : url.text;
  return success({
    draft: { method, url: target, headers: headers.join('\n'), body: isQuery ? '' : body },
    notes,
  });
};
