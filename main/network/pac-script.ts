/**
 * A PAC script as the person gives it (its URL, the path of a file, or the text itself), fetched and looked over before
 * Chromium runs it. Pinspect fetches it, not Chromium: Chromium would do so outside every rule, and takes a script that
 * it cannot have for no script. An https:// one is part of the way, so its server is judged as an HTTPS proxy is
 * (proxy-trust.ts). As Chromium's (net/proxy_resolution/pac_file_fetcher_impl.cc), it has at most 1 MiB and names
 * FindProxyForURL. It is fetched past every proxy.
 */
import { readFile, stat } from 'node:fs/promises';
import { type IncomingMessage, get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { isAbsolute } from 'node:path';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { type Result, failure, success } from '../../common/result.ts';
import { describeDialError } from './dial-failure.ts';
import type { ProxyTrust } from './proxy-trust.ts';

export type PacSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

const maximumBytes = 1_048_576;
const timeoutMs = 10_000;
const maximumRedirects = 5;

/** The error is a sentence. */
export const readPacSource = (given: string): Result<PacSource, string> => {
  const text = given.trim();
  if (text === '') return failure('Give the URL of the PAC script, the path of its file, or the script.');
  if (text.includes('FindProxyForURL')) return success({ kind: 'text', text });
  if (/^https?:\/\/[^/]/i.test(text) && URL.canParse(text)) return success({ kind: 'url', url: text });
  if (/^file:/i.test(text) && URL.canParse(text)) return fileOf(text);
  if (isAbsolute(text) && !text.includes('\n')) return success({ kind: 'file', path: text });
  return failure(
    'This is neither a URL (http:// or https://), nor the whole path of a file, nor a script with a function FindProxyForURL.',
  );
};

const fileOf = (url: string): Result<PacSource, string> => {
  try {
    return success({ kind: 'file', path: fileURLToPath(url) });
  } catch {
    return failure(`${url} names no file of this computer.`);
  }
};

/** The text of the script; the error is a sentence. */
export const loadPacScript = async (
  source: PacSource,
  trust: () => ProxyTrust,
): Promise<Result<string, string>> => {
  switch (source.kind) {
    case 'text':
      return lookOver(source.text, 'The PAC script');
    case 'file': {
      const bytes = await readScriptFile(source.path);
      return bytes.ok ? lookOver(bytes.value, source.path) : bytes;
    }
    case 'url': {
      const bytes = await fetchScript(source.url, trust());
      return bytes.ok ? lookOver(bytes.value, source.url) : bytes;
    }
  }
};

const readScriptFile = async (path: string): Promise<Result<string, string>> => {
  try {
    const { size } = await stat(path);
    return size > maximumBytes ? failure(tooLarge(path)) : success(await readFile(path, 'utf8'));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return failure(
      code === 'ENOENT' ? `There is no file ${path}.` : `The PAC script ${path} cannot be read (${code}).`,
    );
  }
};

const tooLarge = (name: string): string => `${name} is larger than 1 MiB, which no PAC script is.`;

/** What can be known without running it. */
const lookOver = (text: string, name: string): Result<string, string> => {
  if (!text.includes('FindProxyForURL'))
    return failure(`${name} is no PAC script: it has no function FindProxyForURL.`);
  try {
    new Script(text, { filename: 'script' });
    return success(text);
  } catch (error) {
    const { stack = '', message } = error as Error;
    const line = /^script:(\d+)/.exec(stack)?.[1];
    return failure(
      `${name} is not JavaScript that can run: ${message}${line === undefined ? '' : `, in line ${line}`}.`,
    );
  }
};

const fetchScript = async (
  url: string,
  trust: ProxyTrust,
  redirects = maximumRedirects,
): Promise<Result<string, string>> => {
  const answer = await ask(url, trust);
  if (!answer.ok) return answer;
  const { response, body } = answer.value;
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url)) {
    const next = new URL(location, url).href;
    if (redirects === 0) return failure(`${url} is redirected too often.`);
    if (url.startsWith('https:') && !next.startsWith('https:'))
      return failure(`${url} is redirected to ${next}, which anybody on the way could change.`);
    return /^https?:/.test(next)
      ? fetchScript(next, trust, redirects - 1)
      : failure(`${url} is redirected to ${next}, which is no web address.`);
  }
  return status === 200 ? success(body) : failure(`The PAC script ${url} was answered with ${status}.`);
};

interface Answer {
  readonly response: IncomingMessage;
  readonly body: string;
}

const ask = async (url: string, trust: ProxyTrust): Promise<Result<Answer, string>> =>
  new Promise((resolve) => {
    const fail = (why: string): void => {
      resolve(failure(why));
    };
    const { hostname, host } = new URL(url);
    const name = hostname.replace(/^\[|\]$/g, '');
    const signal = AbortSignal.timeout(timeoutMs);
    const onResponse = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= maximumBytes) return;
        fail(tooLarge(url));
        response.destroy();
      });
      response.on('end', () => {
        resolve(success({ response, body: Buffer.concat(chunks).toString('utf8') }));
      });
      response.on('error', () => {
        fail(`${host} ended before the whole PAC script was there.`);
      });
    };
    const request = url.startsWith('https:')
      ? getHttps(url, { agent: false, signal, ...tlsOptions(name, trust) }, onResponse)
      : getHttp(url, { agent: false, signal }, onResponse);
    request.on('error', (error: NodeJS.ErrnoException) => {
      const { code = '', message } = error;
      fail(
        /^(?:E[A-Z]+|ABORT_ERR)$/.test(code)
          ? `The PAC script cannot be fetched: ${describeDialError(error, host).sentence}`
          : `The PAC script cannot be fetched from ${host}: ${message}${code === '' ? '' : ` (${code})`}.`,
      );
    });
  });

const tlsOptions = (name: string, trust: ProxyTrust): object => ({
  ca: [...trust.rootsFor(name)],
  checkServerIdentity: (_host: string, leaf: PeerCertificate): Error | undefined => {
    const mismatch = checkServerIdentity(name, leaf);
    if (mismatch !== undefined) return mismatch;
    const objection = trust.objection(name, leaf as Parameters<ProxyTrust['objection']>[1]);
    return objection === null ? undefined : new Error(objection.replace(/\.$/, ''));
  },
});
