// A SOCKS5 proxy (RFC 1928, CONNECT only), with user name and password where asked for (RFC 1929).
// Every target is dialled on 127.0.0.1, on the port that was asked for.
import type { Socket } from 'node:net';
import { dialLoopback, joinSockets, listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';

export interface SocksRequest {
  /** As sent: a name (`kind: 'name'`), or an address. */
  readonly host: string;
  readonly kind: 'name' | 'ipv4' | 'ipv6';
  readonly port: number;
}

export interface SocksProxy {
  readonly listener: LoopbackListener;
  readonly port: number;
  readonly requests: readonly SocksRequest[];
  /** `user:password` of every attempt, right or wrong. */
  readonly credentials: readonly string[];
  readonly stop: LoopbackListener['stop'];
}

export interface SocksProxyOptions {
  readonly credentials?: { readonly user: string; readonly password: string };
  /** The reply code for every request, in place of a connection (RFC 1928, 6): 1 general, 2 not allowed, 5 refused. */
  readonly refuseWith?: number;
}

const version = 5;
const methods = { none: 0, userAndPassword: 2, notAcceptable: 0xff } as const;

const reply = (code: number): Buffer => Buffer.from([version, code, 0, 1, 127, 0, 0, 1, 0, 0]);

/** Reads exactly so many bytes at a time; null when the client has left. */
function createExactReader(socket: Socket): (bytes: number) => Promise<Buffer | null> {
  return (bytes) =>
    new Promise((resolve) => {
      const tryToRead = (): void => {
        const chunk = socket.read(bytes) as Buffer | null;
        if (chunk !== null && chunk.length === bytes) stop(chunk);
      };
      const leave = (): void => {
        stop(null);
      };
      const stop = (result: Buffer | null): void => {
        socket.off('readable', tryToRead).off('close', leave).off('end', leave);
        resolve(result);
      };
      socket.on('readable', tryToRead).on('close', leave).on('end', leave);
      tryToRead();
    });
}

type ExactReader = ReturnType<typeof createExactReader>;

async function readTarget(read: ExactReader): Promise<SocksRequest | null> {
  const head = await read(4);
  if (head?.[0] !== version || head[1] !== 1) return null;
  const addressType = head[3];
  const length = addressType === 1 ? 4 : addressType === 4 ? 16 : ((await read(1))?.[0] ?? 0);
  const address = length === 0 ? null : await read(length);
  const port = (await read(2))?.readUInt16BE();
  if (address === null || port === undefined) return null;
  if (addressType === 1) return { host: address.join('.'), kind: 'ipv4', port };
  if (addressType === 3) return { host: address.toString(), kind: 'name', port };
  const groups = address.toString('hex').match(/.{4}/g) ?? [];
  return { host: groups.join(':'), kind: 'ipv6', port };
}

export async function startSocksProxy(options: SocksProxyOptions = {}): Promise<SocksProxy> {
  const requests: SocksRequest[] = [];
  const seenCredentials: string[] = [];
  const { credentials } = options;

  const authenticate = async (client: Socket, read: ExactReader): Promise<boolean> => {
    const greeting = await read(2);
    const offered = await read(greeting?.[1] ?? 0);
    const wanted = credentials === undefined ? methods.none : methods.userAndPassword;
    if (greeting?.[0] !== version || offered?.includes(wanted) !== true) {
      client.end(Buffer.from([version, methods.notAcceptable]));
      return false;
    }
    client.write(Buffer.from([version, wanted]));
    if (credentials === undefined) return true;
    const userLength = (await read(2))?.[1] ?? 0;
    const user = await read(userLength);
    const password = await read((await read(1))?.[0] ?? 0);
    const sent = `${String(user)}:${String(password)}`;
    seenCredentials.push(sent);
    const isRight = sent === `${credentials.user}:${credentials.password}`;
    if (isRight) client.write(Buffer.from([1, 0]));
    else client.end(Buffer.from([1, 1]));
    return isRight;
  };

  const serve = async (client: Socket): Promise<void> => {
    const read = createExactReader(client);
    if (!(await authenticate(client, read))) return;
    const request = await readTarget(read);
    if (request === null) {
      client.destroy();
      return;
    }
    requests.push(request);
    if (options.refuseWith !== undefined) {
      client.end(reply(options.refuseWith));
      return;
    }
    const target = dialLoopback(request.port);
    target.once('connect', () => {
      client.write(reply(0));
      joinSockets(client, target);
    });
    target.once('error', () => client.end(reply(5)));
    client.once('close', () => target.destroy());
  };

  const listener = await listenOnLoopback((client) => void serve(client));
  return {
    listener,
    port: listener.port,
    requests,
    credentials: seenCredentials,
    stop: listener.stop,
  };
}
