import type { IncomingMessage, ServerResponse } from 'node:http';
import { everythingPage, everythingWorker } from './everything-page.ts';
import { cachingServiceWorker, servedByServiceWorkerPage } from './service-worker-page.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

type Route = (exchange: Exchange) => void;

const send = ({ response }: Exchange, status: number, type: string, body: string | Buffer): void => {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
};

const html =
  (page: (query: URLSearchParams) => string): Route =>
  (exchange) => {
    send(exchange, 200, 'text/html; charset=utf-8', page(exchange.query));
  };

const script =
  (text: string): Route =>
  (exchange) => {
    send(exchange, 200, 'text/javascript; charset=utf-8', text);
  };

/** A number from the query; `fallback` where it is missing. */
const numberOf = (query: URLSearchParams, name: string, fallback: number): number => {
  const text = query.get(name);
  return text === null ? fallback : Number(text);
};

const transparentPixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const readBody = (request: IncomingMessage, done: (body: Buffer) => void): void => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    done(Buffer.concat(chunks));
  });
};

/** Writes every `everyMs` until `count` chunks are out or the client has left. */
function writeRepeatedly(
  { response }: Exchange,
  { everyMs, count, chunk }: { everyMs: number; count: number; chunk: (index: number) => string },
): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(chunk(sent));
    sent += 1;
    if (sent < count) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.on('close', () => {
    clearInterval(timer);
  });
}

/** Writes as fast as the client reads, and no faster. */
function writeLargeBody({ response }: Exchange, bytes: number): void {
  const block = Buffer.alloc(64 * 1024, 'x');
  let left = bytes;
  const writeMore = (): void => {
    while (left > 0) {
      if (response.destroyed) return;
      const part = left < block.length ? block.subarray(0, left) : block;
      left -= part.length;
      if (!response.write(part)) {
        response.once('drain', writeMore);
        return;
      }
    }
    response.end();
  };
  writeMore();
}

const routes: Readonly<Record<string, Route>> = {
  '/': (exchange) => {
    send(exchange, 200, 'text/plain', 'hello');
  },
  '/page': html(everythingPage),
  '/worker.js': script(everythingWorker),
  '/service-worker-page': html(() => servedByServiceWorkerPage),
  '/service-worker.js': script(cachingServiceWorker),
  '/script.js': script('globalThis.scriptRan = true;'),
  '/frame': html(() => '<!doctype html><title>frame</title>in the frame'),
  '/image.gif': (exchange) => {
    send(exchange, 200, 'image/gif', transparentPixel);
  },
  '/download': (exchange) => {
    exchange.response.setHeader('content-disposition', 'attachment; filename="download.bin"');
    send(exchange, 200, 'application/octet-stream', Buffer.alloc(numberOf(exchange.query, 'bytes', 1000)));
  },
  '/echo': (exchange) => {
    readBody(exchange.request, (body) => {
      send(exchange, 200, exchange.request.headers['content-type'] ?? 'application/octet-stream', body);
    });
  },
  '/upload': (exchange) => {
    let bytes = 0;
    exchange.request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    exchange.request.on('end', () => {
      send(exchange, 200, 'application/json', JSON.stringify({ bytes }));
    });
  },
  // A page of a test's own making.
  '/document': html((query) => query.get('body') ?? ''),
  '/redirect': (exchange) => {
    exchange.response.setHeader('location', exchange.query.get('to') ?? '/');
    send(exchange, numberOf(exchange.query, 'status', 302), 'text/plain', '');
  },
  // For whoever gives a user and a password.
  '/private': (exchange) => {
    const given = exchange.request.headers.authorization;
    if (given === undefined) exchange.response.setHeader('www-authenticate', 'Basic realm="The back office"');
    send(exchange, given === undefined ? 401 : 200, 'text/plain', given ?? 'who is it?');
  },
  '/status': (exchange) => {
    send(exchange, numberOf(exchange.query, 'code', 200), 'text/plain', 'status');
  },
  '/cacheable': ({ response, query }) => {
    response.writeHead(200, {
      'content-type': 'text/plain',
      'cache-control': `public, max-age=${numberOf(query, 'maxAge', 3600)}`,
    });
    response.end(`made at ${Date.now()}`);
  },
  // Whatever header a test needs: Set-Cookie, Strict-Transport-Security, Alt-Svc, WWW-Authenticate …
  '/headers': ({ response, query }) => {
    for (const [name, value] of query) response.appendHeader(name, value);
    response.end('headers');
  },
  '/slow': (exchange) => {
    exchange.response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
    writeRepeatedly(exchange, {
      everyMs: numberOf(exchange.query, 'everyMs', 50),
      count: numberOf(exchange.query, 'count', 20),
      chunk: () => 'x'.repeat(numberOf(exchange.query, 'chunkBytes', 100)),
    });
  },
  '/large': (exchange) => {
    const bytes = numberOf(exchange.query, 'bytes', 10_000_000);
    exchange.response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': bytes,
      'cache-control': 'no-store',
    });
    writeLargeBody(exchange, bytes);
  },
  '/events': (exchange) => {
    exchange.response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    exchange.response.write('data: first\n\n');
    writeRepeatedly(exchange, {
      everyMs: numberOf(exchange.query, 'everyMs', 50),
      count: numberOf(exchange.query, 'count', 1_000_000),
      chunk: (index) => `data: ${index}\n\n`,
    });
  },
  // Takes the request and never answers.
  '/silence': () => undefined,
};

/** Any origin may read, with credentials: a failure in a test must not be CORS's doing. */
function allowEveryOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, DELETE, OPTIONS');
  response.setHeader(
    'access-control-allow-headers',
    headers['access-control-request-headers'] ?? 'content-type',
  );
  response.setHeader('service-worker-allowed', '/');
}

/** Answers the paths above, anything else with 404. The body is read to its end in any case. */
export function answerRequest(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://server.invalid');
  allowEveryOrigin(request, response);
  const exchange: Exchange = { request, response, query: url.searchParams };
  if (request.method === 'OPTIONS') {
    send(exchange, 200, 'text/plain', '');
    return;
  }
  const route = routes[url.pathname];
  if (route === undefined) send(exchange, 404, 'text/plain', 'not found');
  else route(exchange);
  request.resume();
}
