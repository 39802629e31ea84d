import { once } from 'node:events';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';

/** What a plain client got. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface ClientOptions extends ConnectionOptions {
  readonly port: number;
  readonly host?: string;
  readonly method?: string;
  readonly body?: string;
}

const addressed = (options: ClientOptions): ClientOptions => ({
  host: '127.0.0.1',
  servername: 'a.example.test',
  ...options,
});

/** One request over HTTP/1.1 on a connection of its own. */
export const ask = (path: string, options: ClientOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const requestOptions: RequestOptions = {
      ALPNProtocols: ['http/1.1'],
      ...addressed(options),
      path,
      agent: false,
    };
    const request = httpsRequest(requestOptions, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    request.on('error', reject);
    request.end(options.body);
  });

/** One request over HTTP/2 on a connection of its own. */
export const askHttp2 = (path: string, options: ClientOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const session = connectHttp2(`https://a.example.test:${options.port}`, {
      ALPNProtocols: ['h2'],
      ...addressed(options),
    });
    session.on('error', reject);
    const stream = session.request({ ':path': path, ':method': options.method ?? 'GET' });
    const chunks: Buffer[] = [];
    let headers: Answer['headers'] = {};
    stream.on('response', (received) => (headers = received));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      session.close();
      resolve({ status: Number(headers[':status']), headers, body: Buffer.concat(chunks).toString() });
    });
    stream.end(options.body);
  });

/** A TLS connection once its handshake is over. */
export async function handshake(options: ClientOptions): Promise<TLSSocket> {
  const socket = connectTls(addressed(options));
  await once(socket, 'secureConnect');
  // A test which stops its server resets what is still open.
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Sends one message over a WebSocket and gives what comes back. */
export async function echoOverWebSocket(
  url: string,
  message: string,
  options: ConnectionOptions = {},
): Promise<string> {
  const socket = new WebSocket(url, options);
  await once(socket, 'open');
  socket.send(message);
  const [answer] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  await once(socket, 'close');
  return answer.toString();
}
