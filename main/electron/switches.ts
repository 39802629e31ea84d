/**
 * Which command-line switches Pinspect refuses to start with, and which it adds.
 * Chromium reads switches before any session exists, and some of them take the decision about a certificate, or about
 * where traffic goes, away from the verify proc and the relay: --ignore-certificate-errors turns a pin failure into a
 * success, --ignore-certificate-errors-spki-list is accepted without the proc ever being asked. A tool that shows
 * "blocked" must not run under them. Sources: Chromium content/public/common/content_switches.cc,
 * services/network/public/cpp/network_switches.cc, net/; each certificate switch was measured.
 */
import { writeSync } from 'node:fs';
import type { CommandLine } from 'electron';

type ReadSwitches = Pick<CommandLine, 'hasSwitch' | 'getSwitchValue'>;

const judgesCertificates = 'it decides about certificates in place of the pins';
const movesTraffic =
  'it decides where traffic goes; choose the route in the window, or with --proxy and --connect-to';
const bypassesRelay =
  'its connections would not pass the relay that holds data back until a certificate is accepted';
const remoteControl = 'whoever connects to it could steer the window, and so change pins';

// Electron 36 and later lower-cases the names it is given: these are lower-case.
const refusals: Readonly<Record<string, string>> = {
  'ignore-certificate-errors': judgesCertificates,
  'ignore-certificate-errors-spki-list': judgesCertificates,
  'allow-insecure-localhost': judgesCertificates,
  'webtransport-developer-mode': judgesCertificates,
  'disable-web-security': 'a page could read what other sites answer',
  'unsafely-treat-insecure-origin-as-secure': 'cleartext would pass as secure',
  'ssl-key-log-file':
    'it writes down the keys of every connection, and whoever has them reads what was proven unreadable',
  // The name is changed before the certificate is checked against it: another host's certificate would pass.
  'host-rules': judgesCertificates,
  // The name that is checked stays, but the journal would show an address nobody chose.
  'host-resolver-rules': movesTraffic,
  'proxy-server': movesTraffic,
  'proxy-pac-url': movesTraffic,
  'proxy-auto-detect': movesTraffic,
  'proxy-bypass-list': movesTraffic,
  'no-proxy-server': movesTraffic,
  'testing-fixed-http-port': movesTraffic,
  'testing-fixed-https-port': movesTraffic,
  'enable-quic': bypassesRelay,
  'origin-to-force-quic-on': bypassesRelay,
};

const remoteControlSwitches = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-allow-origins'];

/** TLS 1.3 early data leaves with the ClientHello, before any certificate has been seen (RFC 8446, 2.3). */
const earlyDataFeature = 'EnableTLS13EarlyData';

export interface RefusedSwitch {
  readonly name: string;
  /** Half a sentence that follows "because". */
  readonly why: string;
}

export interface SwitchRules {
  /** True for development and test builds: Playwright steers through it. A release has nobody to let in. */
  readonly allowsRemoteDebugging: boolean;
}

export function refusedSwitches(commandLine: ReadSwitches, rules: SwitchRules): RefusedSwitch[] {
  const refused = Object.entries(refusals)
    .filter(([name]) => commandLine.hasSwitch(name))
    .map(([name, why]) => ({ name, why }));
  if (featureNames(commandLine, 'enable-features').includes(earlyDataFeature)) {
    refused.push({
      name: `enable-features=${earlyDataFeature}`,
      why: 'early data leaves before any certificate has been seen',
    });
  }
  if (!rules.allowsRemoteDebugging) {
    for (const name of remoteControlSwitches) {
      if (commandLine.hasSwitch(name)) refused.push({ name, why: remoteControl });
    }
  }
  return refused;
}

/** Ends the process with exit code 64 (wrong usage) when a refused switch was given. Call it before anything else. */
export function refuseDangerousSwitches(app: { commandLine: ReadSwitches }, rules: SwitchRules): void {
  const refused = refusedSwitches(app.commandLine, rules);
  if (refused.length === 0) return;
  const sentences = refused.map(
    ({ name, why }) => `Pinspect does not start with --${name}, because ${why}.\n`,
  );
  // process.stderr is asynchronous for pipes on Windows, and the next statement ends the process.
  writeSync(process.stderr.fd, sentences.join(''));
  process.exit(64);
}

/** Must run before `ready`, in the first turn of the main script: Chromium reads features and switches again only then. */
export function setSafeSwitches(app: {
  commandLine: ReadSwitches & Pick<CommandLine, 'appendSwitch'>;
}): void {
  const { commandLine } = app;
  // QUIC verifies certificates on a path of its own, and runs past an HTTP proxy.
  commandLine.appendSwitch('disable-quic');
  const disabled = new Set(featureNames(commandLine, 'disable-features')).add(earlyDataFeature);
  commandLine.appendSwitch('disable-features', [...disabled].join(','));
}

/**
 * The same, by environment variable. They are often set for all programs of a person, so they are taken back rather
 * than refused; each returned sentence says so. Must run before the first session and the first TLS socket.
 */
export function dropDangerousVariables(environment: NodeJS.ProcessEnv): string[] {
  const dropped: string[] = [];
  if (environment.SSLKEYLOGFILE !== undefined) {
    delete environment.SSLKEYLOGFILE;
    dropped.push('SSLKEYLOGFILE is set, and is ignored: Pinspect writes no TLS keys to a file.');
  }
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== undefined) {
    delete environment.NODE_TLS_REJECT_UNAUTHORIZED;
    dropped.push(
      'NODE_TLS_REJECT_UNAUTHORIZED is set, and is ignored: Pinspect checks the certificate of an HTTPS proxy.',
    );
  }
  return dropped;
}

/** Feature names of `--enable-features` or `--disable-features`, without field trials (`Name<Trial`) and parameters (`Name:a/b`). */
function featureNames(commandLine: ReadSwitches, name: string): string[] {
  return commandLine
    .getSwitchValue(name)
    .split(',')
    .map((feature) => feature.trim())
    .filter((feature) => feature !== '')
    .map((feature) =>
      name === 'enable-features' ? feature.replace(/^\*/, '').replace(/[<:].*$/, '') : feature,
    );
}
