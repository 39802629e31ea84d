// What the pictures show: a small company's hosts on loopback, whose root the system trusts, and a policy for them.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trustInNss } from '../support/nss-trust.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';
import { createAuthority, createSelfSignedLeaf } from '../support/test-ca.ts';

const dummyPin = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const day = 24 * 3_600_000;

/** Asked for in this order, again and again: most are well, some are not. */
export const requestedUrls = [
  'https://api.example.com/v2/session',
  'https://cdn.example.com/image.gif',
  'https://auth.example.com/oauth/token',
  'https://api.example.com/v2/orders?page=1',
  'https://payments.example.com/charge',
  'https://status.example.com/',
  'https://api.example.com/v2/profile',
  'https://build.corp.example.net/queue',
  'https://cdn.example.com/script.js',
  'https://router.example.org/',
  'http://api.example.com/health',
  'https://old.example.com/',
  'https://api.example.com/v2/orders?page=2',
  'https://telemetry.example.com/v1/collect',
];

/** What the collection of the Requests view holds. */
export const savedHosts = [
  'api.example.com',
  'auth.example.com',
  'payments.example.com',
  'cdn.example.com',
  'build.corp.example.net',
  'router.example.org',
];

export interface DemoWorld {
  /** A page with parts from several hosts. */
  readonly pageUrl: string;
  readonly rootPem: string;
  readonly rootSha256: string;
  /** What an app that pins api.example.com gives curl as --pinnedpubkey. */
  readonly curlPin: string;
  readonly stop: () => Promise<void>;
}

/** Starts the servers, and puts policy, settings and trust into the home of the app. */
export async function createDemoWorld(home: string): Promise<DemoWorld> {
  const root = createAuthority({ name: 'Example Root CA' });
  const issuing = root.issueAuthority({ name: 'Example Issuing CA 2', pathLength: 0 });
  const leafOf = (host: string, days = 70) =>
    issuing.issueLeaf({ hosts: [host], notAfter: new Date(Date.now() + days * day) });
  const hosts = ['api', 'cdn', 'payments', 'auth', 'status', 'telemetry', 'shop'].map(
    (label) =>
      [`${label}.example.com`, leafOf(`${label}.example.com`, label === 'status' ? 12 : 70)] as const,
  );
  const leaves = new Map([...hosts, ['build.corp.example.net', leafOf('build.corp.example.net')]]);
  const certificatesByName = {
    ...Object.fromEntries(leaves),
    'router.example.org': createSelfSignedLeaf({ hosts: ['router.example.org'] }),
  };
  const server = await startGenuineServer({ certificate: leafOf('shop.example.com'), certificatesByName });
  await trustInNss(home, root.certificatePem);
  const pinOf = (host: string): string => leaves.get(host)?.spkiSha256 ?? dummyPin;
  const policy = {
    version: 1,
    pinSets: [
      {
        pattern: 'api.example.com',
        pins: [pinOf('api.example.com'), issuing.spkiSha256],
        note: 'leaf + its issuer',
      },
      { pattern: 'auth.example.com', pins: [issuing.spkiSha256, root.spkiSha256], expires: inDays(40) },
      {
        pattern: 'payments.example.com',
        pins: [leafOf('payments.example.com').spkiSha256],
        note: 'before the last renewal',
      },
      { pattern: '**.corp.example.net', mode: 'report-only', pins: [dummyPin] },
      { pattern: 'old.example.com', mode: 'off', pins: [root.spkiSha256] },
    ],
  };
  const settings = {
    version: 1,
    route: { kind: 'direct' },
    overrides: [
      { host: 'old.example.com', port: 443, toHost: '127.0.0.1', toPort: 1 },
      { host: '', port: 443, toHost: '127.0.0.1', toPort: server.port },
    ],
    interceptorPath: null,
    trusted: [],
    clockSeenAt: 0,
    retention: { days: 90, megabytes: 1_000 },
  };
  const userData = join(home, 'user-data');
  await mkdir(userData, { recursive: true });
  await writeFile(join(userData, 'policy.json'), JSON.stringify(policy, null, 2));
  await writeFile(join(userData, 'network-settings.json'), JSON.stringify(settings));
  const body = encodeURIComponent(shopPage);
  return {
    pageUrl: `https://shop.example.com/document?body=${body}`,
    rootPem: root.certificatePem,
    rootSha256: createHash('sha256').update(root.certificateDer).digest('hex'),
    curlPin: pinOf('api.example.com').replace('/', '//'),
    stop: server.stop,
  };
}

const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10);

const shopPage = `<title>Example Shop</title><style>
  body { font: 16px system-ui, sans-serif; margin: 0; color: #1b2230; background: #f7f5f0 }
  header { background: #23395d; color: #fff; padding: 28px 40px; font-size: 26px; font-weight: 700 }
  main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 20px; padding: 28px 40px }
  article { background: #fff; border-radius: 10px; padding: 18px; box-shadow: 0 1px 4px #0002 }
  i { display: block; height: 110px; border-radius: 6px; background: linear-gradient(135deg, #8fb3e0, #d9c8a5) }
  </style><header>Example Shop</header><main>${['Kettle', 'Lamp', 'Chair', 'Clock', 'Shelf', 'Rug']
    .map((name) => `<article><i></i><h3>${name}</h3>In stock</article>`)
    .join(
      '',
    )}</main><img hidden src="https://cdn.example.com/image.gif"><img hidden src="https://payments.example.com/image.gif">
  <script>history.replaceState(null, '', '/')</script>`;
