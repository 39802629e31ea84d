/** How a client is led here and made to trust the CA, and how both are taken back, system by system. */

export interface InstallSteps {
  readonly system: string;
  readonly steps: readonly string[];
  /** A command to copy; null: none. */
  readonly command: string | null;
  readonly undo: string;
  readonly undoCommand: string | null;
}

export interface Where {
  /** `127.0.0.1:8888` */
  readonly proxy: string;
  readonly caPath: string;
  readonly caName: string;
  /** Other computers reach it. */
  readonly isForNetwork: boolean;
}

const quoted = (path: string): string => `"${path}"`;

const onlyHere =
  'This watch listens on this computer only: a device does not reach it. Stop it, and choose an address of the network.';

export const installSteps = ({ proxy, caPath, caName, isForNetwork }: Where): readonly InstallSteps[] => [
  {
    system: 'Android',
    steps: [
      ...(isForNetwork ? [`Wi-Fi, this network, Proxy, Manual: ${proxy}.`] : [onlyHere]),
      `An emulator on this computer: start it with -http-proxy http://${proxy}.`,
      'Settings, Security, Encryption & credentials, Install a certificate, CA certificate.',
      'Since Android 7 an app only trusts it where its network security config says <certificates src="user"/>, as a debug build may; else put it into an emulator’s system store.',
    ],
    command: null,
    undo: 'Settings, Security, Trusted credentials, User: remove it. Wi-Fi: no proxy.',
    undoCommand: null,
  },
  {
    system: 'iOS',
    steps: [
      isForNetwork ? `Wi-Fi, this network, Configure Proxy, Manual: ${proxy}.` : onlyHere,
      'Open the CA, then Settings, General, VPN & Device Management: install the profile.',
      'General, About, Certificate Trust Settings: switch on full trust for it. Without, no app trusts it.',
    ],
    command: null,
    undo: 'VPN & Device Management: remove the profile. Wi-Fi: no proxy.',
    undoCommand: null,
  },
  {
    system: 'Windows',
    steps: [`Settings, Network, Proxy, Manual: ${proxy}.`, 'Add the CA for your user:'],
    command: `certutil -user -addstore Root ${quoted(caPath)}`,
    undo: 'Switch the proxy off, and remove the CA:',
    undoCommand: `certutil -user -delstore Root ${quoted(caName)}`,
  },
  {
    system: 'macOS',
    steps: [`System Settings, Network, Details, Proxies, HTTPS: ${proxy}.`, 'Trust the CA for your user:'],
    command: `security add-trusted-cert -k ~/Library/Keychains/login.keychain-db ${quoted(caPath)}`,
    undo: 'Switch the proxy off, and remove the CA:',
    undoCommand: `security delete-certificate -c ${quoted(caName)} -t`,
  },
  {
    system: 'Linux',
    steps: [
      `Most programs: HTTPS_PROXY=http://${proxy}.`,
      'Debian and Ubuntu; for one program better “Run a command”:',
    ],
    command: `sudo cp ${quoted(caPath)} /usr/local/share/ca-certificates/pinspect-watch-ca.crt && sudo update-ca-certificates`,
    undo: 'Unset the variable, and remove the CA:',
    undoCommand:
      'sudo rm /usr/local/share/ca-certificates/pinspect-watch-ca.crt && sudo update-ca-certificates --fresh',
  },
  {
    system: 'Firefox',
    steps: [
      `Settings, Network Settings, Manual proxy, also for HTTPS: ${proxy}.`,
      'Settings, Certificates, View Certificates, Authorities, Import: trust it to identify websites.',
    ],
    command: null,
    undo: 'The same places: no proxy, and Delete or Distrust.',
    undoCommand: null,
  },
  {
    system: 'Java',
    steps: [
      `Start it with -Dhttps.proxyHost=${proxy.replace(/:\d+$/, '')} -Dhttps.proxyPort=${/\d+$/.exec(proxy)?.[0] ?? ''}.`,
      'Into the key store of this Java:',
    ],
    command: `keytool -importcert -cacerts -noprompt -storepass changeit -alias pinspect-watch -file ${quoted(caPath)}`,
    undo: 'Take the CA out again:',
    undoCommand: 'keytool -delete -cacerts -storepass changeit -alias pinspect-watch',
  },
  {
    system: 'Node',
    steps: ['For one start; before Node 24 the program itself has to use the proxy:'],
    command: `NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://${proxy} NODE_EXTRA_CA_CERTS=${quoted(caPath)} node app.js`,
    undo: 'Nothing stays: the variables end with it.',
    undoCommand: null,
  },
  {
    system: 'Python',
    steps: ['For one start:'],
    command: `HTTPS_PROXY=http://${proxy} SSL_CERT_FILE=${quoted(caPath)} REQUESTS_CA_BUNDLE=${quoted(caPath)} python app.py`,
    undo: 'Nothing stays: the variables end with it.',
    undoCommand: null,
  },
];
