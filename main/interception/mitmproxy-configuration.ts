/**
 * The folder a started mitmproxy lives in: its CA (kept from run to run), and for the length of one run its options and
 * our addon. Passwords are written here, readable by this user only, because every local user can read a command line.
 * One folder serves one running mitmproxy.
 */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OtherClients } from './other-clients.ts';
import addonSource from './mitmproxy-addon.py?raw';
import watchSource from './mitmproxy-watch.py?raw';

export interface MitmproxyConfiguration {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** Null: it asks for none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** `user:password` for the upstream proxy. */
  readonly upstreamCredentials: string | null;
  /** PEM of roots mitmproxy accepts at servers besides its own; empty: none. */
  readonly serverRootsPem: string;
  /** Null: it is for our own traffic. */
  readonly others: OtherClients | null;
  /** First word of every line the addon writes. */
  readonly secret: string;
}

const optionsFile = 'config.yaml';
const addonFile = 'mitmproxy-addon.py';
const watchFile = 'mitmproxy-watch.py';
const addonSettingsFile = 'addon-settings.json';
const caFiles = ['mitmproxy-ca.pem', 'mitmproxy-ca-cert.pem'];
const filesOfOneRun = [optionsFile, addonFile, watchFile, addonSettingsFile, 'server-roots.pem'];

export async function writeConfiguration(configuration: MitmproxyConfiguration): Promise<void> {
  const { folder, others } = configuration;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await removeConfiguration(folder);
  const write = (name: string, text: string): Promise<void> =>
    // `wx`: the mode counts only for a file that is created here.
    writeFile(join(folder, name), text, { mode: 0o600, flag: 'wx' });
  // JSON is YAML. The mode is not here but an argument: it is one string before mitmproxy 9 and a list since.
  await write(
    optionsFile,
    JSON.stringify({
      listen_host: configuration.host,
      listen_port: configuration.port,
      ...(configuration.credentials === null
        ? {}
        : {
            proxyauth: `${configuration.credentials.username}:${configuration.credentials.password}`,
          }),
      upstream_auth: configuration.upstreamCredentials,
      // The watch is asked first: where both tell of an end, the plain one comes last.
      scripts: [...(others === null ? [] : [watchFile]), addonFile].map((name) => join(folder, name)),
      termlog_verbosity: 'error',
      flow_detail: 0,
      // A server that cannot be reached is an error to the CONNECT, not an intercepted page that says so.
      connection_strategy: 'eager',
    }),
  );
  await write(
    addonSettingsFile,
    JSON.stringify({
      secret: configuration.secret,
      serverRoots: configuration.serverRootsPem,
      others: others === null ? null : { passThrough: others.passThrough, redirections: others.redirections },
    }),
  );
  if (others !== null) {
    const { certificatePem, privateKeyPem } = others.authority;
    for (const name of caFiles) await rm(join(folder, name), { force: true });
    await write('mitmproxy-ca.pem', privateKeyPem + certificatePem);
    await write('mitmproxy-ca-cert.pem', certificatePem);
  }
  await write(addonFile, addonSource);
  if (others !== null) await write(watchFile, watchSource);
}

/** Removes what holds passwords or belongs to one run; the CA stays. */
export async function removeConfiguration(folder: string): Promise<void> {
  await Promise.all(filesOfOneRun.map((name) => rm(join(folder, name), { force: true })));
}
