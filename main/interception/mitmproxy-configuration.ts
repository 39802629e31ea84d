/**
 * The folder a started mitmproxy lives in: its CA (kept from run to run), and for the length of one run its options and
 * our addon. Passwords are written here, readable by this user only, because every local user can read a command line.
 * One folder serves one running mitmproxy.
 */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import addonSource from './mitmproxy-addon.py?raw';

export interface MitmproxyConfiguration {
  readonly folder: string;
  readonly port: number;
  readonly credentials: { readonly username: string; readonly password: string };
  /** `user:password` for the upstream proxy. */
  readonly upstreamCredentials: string | null;
  /** PEM of roots mitmproxy accepts at servers besides its own; empty: none. */
  readonly serverRootsPem: string;
  /** First word of every line the addon writes. */
  readonly secret: string;
}

const optionsFile = 'config.yaml';
const addonFile = 'mitmproxy-addon.py';
const addonSettingsFile = 'addon-settings.json';
const filesOfOneRun = [optionsFile, addonFile, addonSettingsFile, 'server-roots.pem'];

export async function writeConfiguration(configuration: MitmproxyConfiguration): Promise<void> {
  const { folder } = configuration;
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
      listen_host: '127.0.0.1',
      listen_port: configuration.port,
      proxyauth: `${configuration.credentials.username}:${configuration.credentials.password}`,
      upstream_auth: configuration.upstreamCredentials,
      scripts: [join(folder, addonFile)],
      termlog_verbosity: 'error',
      flow_detail: 0,
      // A server that cannot be reached is an error to the CONNECT, not an intercepted page that says so.
      connection_strategy: 'eager',
    }),
  );
  await write(
    addonSettingsFile,
    JSON.stringify({ secret: configuration.secret, serverRoots: configuration.serverRootsPem }),
  );
  await write(addonFile, addonSource);
}

/** Removes what holds passwords or belongs to one run; the CA stays. */
export async function removeConfiguration(folder: string): Promise<void> {
  await Promise.all(filesOfOneRun.map((name) => rm(join(folder, name), { force: true })));
}
