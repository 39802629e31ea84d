/**
 * The variables that lead one program through the interceptor and make it trust its CA: those that curl, OpenSSL, Python's
 * requests, pip, Node, Git, Deno, Cargo, the AWS tools and Java read. A program that reads none of them goes its own way,
 * and then nothing is seen of it.
 */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

export interface LeadingOptions {
  readonly host: string;
  readonly port: number;
  /** PEM file of the CA alone, and one with the usual roots besides. */
  readonly caPath: string;
  readonly bundlePath: string;
  /** Java's; null: no Java is here. */
  readonly trustStore: TrustStore | null;
}

export interface TrustStore {
  readonly path: string;
  readonly password: string;
}

/** Set beside what the program has anyway. */
export const leadingVariables = (options: LeadingOptions): Readonly<Record<string, string>> => {
  const { host, port, caPath, bundlePath, trustStore } = options;
  const proxy = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const bundle = ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'PIP_CERT', 'GIT_SSL_CAINFO'];
  const moreBundles = ['AWS_CA_BUNDLE', 'CARGO_HTTP_CAINFO', 'DENO_CERT'];
  return {
    ...each(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'], proxy),
    // A host that would go past the proxy would not be seen.
    ...each(['NO_PROXY', 'no_proxy'], ''),
    ...each([...bundle, ...moreBundles], bundlePath),
    NODE_EXTRA_CA_CERTS: caPath,
    // Node 24 asks for it.
    NODE_USE_ENV_PROXY: '1',
    JAVA_TOOL_OPTIONS: javaOptions(host, port, trustStore),
  };
};

const each = (names: readonly string[], value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, value]));

const javaOptions = (host: string, port: number, trustStore: TrustStore | null): string =>
  [
    ...['http', 'https'].flatMap((scheme) => [
      `-D${scheme}.proxyHost=${host}`,
      `-D${scheme}.proxyPort=${port}`,
    ]),
    '-Dhttp.nonProxyHosts=',
    ...(trustStore === null
      ? []
      : [
          `"-Djavax.net.ssl.trustStore=${trustStore.path}"`,
          `-Djavax.net.ssl.trustStorePassword=${trustStore.password}`,
          '-Djavax.net.ssl.trustStoreType=PKCS12',
        ]),
  ].join(' ');

/** The CA, and the roots that Node brings: hosts that are passed through show their true certificates. */
export const writeBundle = async (folder: string, caPem: string): Promise<string> => {
  const path = join(folder, 'ca-bundle.pem');
  await writeFile(path, [caPem.trim(), ...rootCertificates, ''].join('\n'), { mode: 0o644 });
  return path;
};

/** No secret: whoever reads a trust store learns what is trusted. */
const password = 'pinspect';
const keytoolTimeoutMs = 30_000;

/** By Java's own keytool; null: there is none, or it failed. */
export const writeTrustStore = async (
  folder: string,
  caPath: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TrustStore | null> => {
  const path = join(folder, 'java-trust.p12');
  await rm(path, { force: true });
  const home = environment.JAVA_HOME;
  const keytool = home === undefined || home === '' ? 'keytool' : join(home, 'bin', 'keytool');
  const words = ['-importcert', '-noprompt', '-alias', 'pinspect', '-file', caPath, '-keystore', path];
  return new Promise((resolve) => {
    execFile(
      keytool,
      [...words, '-storetype', 'PKCS12', '-storepass', password],
      { timeout: keytoolTimeoutMs, windowsHide: true },
      (error) => {
        resolve(error === null ? { path, password } : null);
      },
    );
  });
};
