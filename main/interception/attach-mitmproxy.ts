/**
 * Attaches to a mitmproxy that somebody else started. What answers is taken for mitmproxy when it says so (the `Server`
 * header of its error pages: a request without a host has no destination, so it never leaves it) or when it hands out a
 * CA at http://mitm.it/cert/pem (its onboarding app). Its events stay with whoever started it.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { Interceptor } from './interceptor.ts';

export interface AttachMitmproxyOptions {
  readonly host: string;
  readonly port: number;
  /** Empty: it asks for none. */
  readonly username: string;
  readonly password: string;
  /** Folder with mitmproxy-ca-cert.pem; null: ask the proxy itself. */
  readonly caFolder: string | null;
  readonly timeoutMs?: number;
}

export async function attachMitmproxy(
  options: AttachMitmproxyOptions,
): Promise<Result<Interceptor, Failure>> {
  const hello = await ask(options, { path: '/', headers: {} });
  if (!hello.ok) return hello;
  const version = /^mitmproxy (\d+(?:\.\d+)*)/i.exec(String(hello.value.headers.server ?? ''))?.[1];

  const offer = await ask(options, {
    path: 'http://mitm.it/cert/pem',
    headers: { Host: 'mitm.it', ...authorization(options) },
  });
  if (!offer.ok) return offer;
  if (offer.value.status === 407) return failure(wrongPassword(options));
  const offeredCa = offer.value.status === 200 ? parseCa(offer.value.body) : undefined;
  if (version === undefined && offeredCa === undefined) return failure(notMitmproxy(options));

  let ca = offeredCa;
  if (options.caFolder !== null) {
    const fromFolder = await readCaFromFolder(options.caFolder);
    if (!fromFolder.ok) return fromFolder;
    if (offeredCa !== undefined && offeredCa.fingerprint256 !== fromFolder.value.fingerprint256) {
      return failure(otherCa(options, options.caFolder));
    }
    ca = fromFolder.value;
  }
  const { host, port, username, password } = options;
  return success({
    name: version === undefined ? 'mitmproxy' : `mitmproxy ${version}`,
    ownership: 'attached',
    address: { host, port, credentials: username === '' && password === '' ? null : { username, password } },
    caPem: ca?.toString() ?? null,
    hasEvents: false,
    onEvent: () => () => undefined,
    onWatch: () => () => undefined,
    onExit: () => () => undefined,
    stop: () => Promise.resolve(),
  });
}

/** The CA certificate in mitmproxy's configuration folder; a leading `~` is the home folder. */
async function readCaFromFolder(folder: string): Promise<Result<X509Certificate, Failure>> {
  const path = folder.replace(/^~(?=$|[\\/])/, () => homedir());
  for (const name of ['mitmproxy-ca-cert.pem', 'mitmproxy-ca-cert.cer']) {
    const certificate = parseCa(await readFile(join(path, name)).catch(() => ''));
    if (certificate !== undefined) return success(certificate);
  }
  return failure({
    code: 'interceptor-ca-missing',
    message: `There is no readable mitmproxy-ca-cert.pem or mitmproxy-ca-cert.cer in ${path}.`,
    advice:
      'Choose the configuration folder of the running mitmproxy (usually ~/.mitmproxy), or leave the folder empty.',
  });
}

/** A certificate that may issue others; anything else is of no use as the CA of an interceptor. */
function parseCa(data: Buffer | string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(data);
    return certificate.ca ? certificate : undefined;
  } catch {
    return undefined;
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A CA certificate is some 1 to 2 KiB; more is something else. */
const maximumBodyLength = 65_536;

async function ask(
  options: AttachMitmproxyOptions,
  { path, headers }: { readonly path: string; readonly headers: Record<string, string> },
): Promise<Result<Answer, Failure>> {
  const { host, port } = options;
  const timeoutMs = options.timeoutMs ?? 10_000;
  return new Promise((resolve) => {
    const asked = request({ host, port, path, headers, setHost: false, agent: false });
    const timer = setTimeout(
      () => asked.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
    asked.once('close', () => {
      clearTimeout(timer);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      resolve(failure(unreachable(options, error)));
    });
    asked.once('response', (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (piece: string) => {
        body += piece;
        if (body.length > maximumBodyLength) response.destroy();
      });
      response.on('error', () => undefined);
      response.once('close', () => {
        resolve(success({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
    });
    asked.end();
  });
}

function authorization({ username, password }: AttachMitmproxyOptions): Record<string, string> {
  if (username === '' && password === '') return {};
  return { 'Proxy-Authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

const at = ({ host, port }: AttachMitmproxyOptions): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

function unreachable(options: AttachMitmproxyOptions, error: NodeJS.ErrnoException): Failure {
  const code = error.code ?? '';
  if (code === 'ECONNREFUSED') {
    return {
      code: 'interceptor-refused',
      message: `Nothing listens at ${at(options)}.`,
      advice: 'Start mitmproxy there, or correct the address and the port.',
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      code: 'interceptor-unknown-host',
      message: `The name ${options.host} does not resolve.`,
      advice: 'Correct the host name, or give an IP address.',
    };
  }
  if (code.startsWith('HPE_') || code === 'ECONNRESET') {
    return {
      code: 'interceptor-not-a-proxy',
      message: `What listens at ${at(options)} does not speak HTTP (${code}).`,
      advice: "Give the address of mitmproxy's HTTP proxy.",
    };
  }
  return {
    code: 'interceptor-no-answer',
    message: `No answer from ${at(options)} (${code === '' ? error.message : code}).`,
    advice: 'Check the address, the port, and firewalls in between.',
  };
}

const wrongPassword = (options: AttachMitmproxyOptions): Failure => ({
  code: 'interceptor-wrong-password',
  message:
    options.username === '' && options.password === ''
      ? `The proxy at ${at(options)} asks for a user and a password.`
      : `The proxy at ${at(options)} does not accept this user and password.`,
  advice: 'Give the pair that mitmproxy was started with (--proxyauth).',
});

const notMitmproxy = (options: AttachMitmproxyOptions): Failure => ({
  code: 'not-mitmproxy',
  message: `What listens at ${at(options)} speaks HTTP but is not mitmproxy.`,
  advice: "Give the address of mitmproxy's own port; another proxy belongs in the route.",
});

const otherCa = (options: AttachMitmproxyOptions, folder: string): Failure => ({
  code: 'interceptor-ca-differs',
  message: `The mitmproxy at ${at(options)} uses another CA than the one in ${folder}.`,
  advice: 'Choose the configuration folder of that mitmproxy, or leave the folder empty.',
});
