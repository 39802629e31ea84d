/**
 * Answers requests for app://pinspect/… with the window's own files, and nothing else.
 * Refused: other hosts, other methods, paths that lead out of the folder in any spelling, file types the page does not
 * need. The Content-Security-Policy lets the page run only scripts from that folder and reach no network: what a hostile
 * server put into a certificate can be drawn, never run.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { appHost } from './app-origin.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const noncePlaceholder = '__CSP_NONCE__';

/** Serves one folder; `folder` may lie inside app.asar. */
export async function answerAppRequest(folder: string, method: string, url: string): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Method not allowed');
  const path = fileOf(folder, url);
  const contentType = path === undefined ? undefined : contentTypes[extname(path)];
  if (path === undefined || contentType === undefined) return refusal(404, 'Not found');
  const content = await read(path);
  if (content === undefined) return refusal(404, 'Not found');
  const headers = { ...commonHeaders, 'content-type': contentType };
  if (extname(path) !== '.html') return new Response(body(content), { headers });
  const nonce = randomBytes(16).toString('base64');
  return new Response(content.toString('utf8').replaceAll(noncePlaceholder, nonce), {
    headers: {
      ...headers,
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-store',
    },
  });
}

const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  // A prefetched name would be looked up by the system, past every proxy.
  'x-dns-prefetch-control': 'off',
};

/** Mantine adds style elements, which carry the nonce; scripts are files only. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The file a URL names inside the folder; undefined when it names none. */
function fileOf(folder: string, url: string): string | undefined {
  const { host, pathname } = new URL(url);
  const decoded = decode(pathname);
  if (host !== appHost || decoded === undefined || decoded.includes('\0')) return undefined;
  const root = resolve(folder);
  // The decoded path may hold what the URL parser saw no reason to remove: `..%2f`, and `\` on Windows.
  const path = resolve(root, `.${decoded === '/' ? '/index.html' : decoded}`);
  return path.startsWith(root + sep) ? path : undefined;
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
      return undefined;
    throw error;
  }
}

function body(content: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(content);
}

function refusal(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...commonHeaders, 'content-type': 'text/plain; charset=utf-8' },
  });
}
