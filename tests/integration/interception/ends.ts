// The two ends of an intercepted connection: a TLS server of our own, and clients that come through a proxy.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  connect as connectTcp,
  createServer as createTcpServer,
  type AddressInfo,
  type Socket,
} from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { InterceptorAddress } from '../../../main/interception/interceptor.ts';
import { createAuthority } from '../../support/test-ca.ts';

export interface TestServer {
  readonly port: number;
  readonly rootPem: string;
  readonly close: () => void;
}

/** Answers every request with its path. */
export async function startTestServer(): Promise<TestServer> {
  const root = createAuthority({ name: 'Interception Test Root' });
  const leaf = root.issueLeaf({ hosts: ['localhost', '127.0.0.1'] });
  const server: Server = createServer(
    { key: leaf.privateKeyPem, cert: leaf.chainPem },
    (incoming, response) => {
      response.end(`path ${incoming.url ?? ''}`);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    rootPem: root.certificatePem,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface CountingProxy {
  readonly port: number;
  /** `CONNECT localhost:443 basic …`, one a tunnel. */
  readonly seen: string[];
  readonly close: () => void;
}

/** A blind CONNECT proxy that writes down who asked for what. */
export async function startCountingProxy(): Promise<CountingProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    client.once('data', (data) => {
      const text = data.toString('latin1');
      const target = /^CONNECT (\S+):(\d+) /.exec(text);
      const login = /^proxy-authorization: *(\S+ \S+)/im.exec(text)?.[1] ?? '';
      seen.push(`${target?.[1] ?? '?'}:${target?.[2] ?? '?'} ${login}`.trim());
      const upstream = connectTcp({ host: '127.0.0.1', port: Number(target?.[2]) }, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(upstream).pipe(client);
      });
      upstream.on('error', () => client.destroy());
      sockets.add(upstream);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const authorization = ({ credentials }: InterceptorAddress): Record<string, string> =>
  credentials === null
    ? {}
    : {
        'Proxy-Authorization': `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`,
      };

export interface Tunnel {
  readonly status: number;
  /** The port the proxy sees. */
  readonly clientPort: number;
  readonly socket: Socket;
}

export async function openTunnel(
  address: InterceptorAddress,
  target: string,
  headers: Record<string, string> = authorization(address),
): Promise<Tunnel> {
  const { host, port } = address;
  return new Promise((resolve, reject) => {
    const connect = request({
      host,
      port,
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...headers },
    });
    connect.once('connect', (response, socket) => {
      resolve({
        status: response.statusCode ?? 0,
        clientPort: socket.localPort ?? 0,
        socket: socket,
      });
    });
    connect.once('error', reject);
    connect.end();
  });
}

/** A client that trusts `ca`: the answer's text, and the port it came from. */
export async function getThrough(
  address: InterceptorAddress,
  target: string,
  path: string,
  ca: string,
): Promise<{ readonly text: string; readonly clientPort: number }> {
  const tunnel = await openTunnel(address, target);
  const socket = connectTls({ socket: tunnel.socket, servername: 'localhost', ca });
  await once(socket, 'secureConnect');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${target}\r\nConnection: close\r\n\r\n`);
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(socket, 'close');
  return { text, clientPort: tunnel.clientPort };
}

/**
 * A client that sends an alert when it does not trust the certificate, as browsers and mobile clients do. (Node judges
 * after the handshake and only hangs up.) Resolves with the port it came from.
 */
export async function refuseThrough(address: InterceptorAddress, target: string): Promise<number> {
  const credentials = address.credentials;
  const user =
    credentials === null ? [] : ['--proxy-user', `${credentials.username}:${credentials.password}`];
  const proxy = ['--noproxy', '', '--proxy', `http://${address.host}:${address.port}`, ...user];
  return new Promise((resolve, reject) => {
    execFile(
      'curl',
      ['-qs', '-w', '%{local_port}', ...proxy, `https://${target}/refused`],
      (error, stdout) => {
        // 60: the peer's certificate cannot be authenticated with known CA certificates.
        if (error?.code === 60) resolve(Number(stdout));
        else reject(new Error(`curl ended with ${String(error?.code ?? 0)}: ${stdout}`));
      },
    );
  });
}

export async function isListening(port: number): Promise<boolean> {
  const socket = connectTcp({ host: '127.0.0.1', port });
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
