// A TLS 1.3 server that takes early data (RFC 8446, 2.3): OpenSSL's s_server, because Node's own servers never do. It
// answers one connection at a time, closes it, and tells what came before the handshake was over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerCertificate } from './genuine-server.ts';

export interface EarlyDataServer {
  readonly port: number;
  /** Request heads, wherever they came. */
  readonly requests: number;
  /** Request heads that came as early data. */
  readonly earlyRequests: number;
  readonly stop: () => Promise<void>;
}

const answer =
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nhello';
const endOfConnection = 'Q';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Needs `openssl` 1.1.1 or later on PATH. */
export async function startEarlyDataServer(certificate: ServerCertificate): Promise<EarlyDataServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-early-'));
  await writeFile(join(folder, 'chain.pem'), certificate.chainPem);
  await writeFile(join(folder, 'key.pem'), certificate.privateKeyPem);
  const port = await freePort();
  const files = ['-cert', join(folder, 'chain.pem'), '-cert_chain', join(folder, 'chain.pem')];
  const parameters = ['-accept', `127.0.0.1:${port}`, ...files, '-key', join(folder, 'key.pem')];
  const child = spawn('openssl', ['s_server', ...parameters, '-tls1_3', '-early_data', '-no_anti_replay'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let answered = 0;
  const countHeads = (text: string): number => text.split(/^GET \S* HTTP\/1\.1\r?$/m).length - 1;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
    while (answered < said.split(/\r\n\r\n/).length - 1) {
      answered += 1;
      child.stdin.write(answer);
    }
  });
  child.stdin.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.on('data', () => {
      if (said.includes('ACCEPT')) resolve();
    });
  });
  return {
    port,
    get requests() {
      return countHeads(said);
    },
    get earlyRequests() {
      return said
        .split('Early data received:')
        .slice(1)
        .filter((text) => countHeads(text.split('End of early data')[0] ?? '') > 0).length;
    },
    stop: async () => {
      child.stdin.end(endOfConnection);
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
