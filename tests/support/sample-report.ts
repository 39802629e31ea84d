import type { Report, ReportCase } from '../../main/reports/report.ts';

const pin = (letter: string): string => `sha256/${letter.repeat(43)}=`;

const certificate = (subject: string, spkiSha256: string, pinned: boolean): ReportCase['chain'][number] => ({
  subject,
  issuer: 'CN=Issuer',
  serialNumber: '01',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  subjectAltNames: [],
  key: 'EC P-256',
  signatureAlgorithm: 'ECDSA with SHA-256',
  isCa: false,
  isSelfIssued: false,
  spkiSha256,
  spkiSha1: 'sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  certSha256: 'ab'.repeat(32),
  pem: '',
  pinned,
});

export const sampleCase = (changes: Partial<ReportCase> = {}): ReportCase => ({
  group: 'a.example.test',
  name: 'a.example.test',
  outcome: 'passed',
  word: 'pinned',
  sentence: 'A pin is the key of the leaf.',
  failureText: null,
  advice: [],
  startedAt: Date.UTC(2026, 5, 1),
  durationMs: 1_234,
  facts: [],
  expectedPins: [pin('B')],
  chain: [certificate('CN=a.example.test', pin('B'), true)],
  presentedChain: [],
  commands: [],
  data: {
    id: 'dummy-pin',
    number: 1,
    part: 'pins',
    title: 'A dummy pin is refused',
    shows: 'It is refused.',
    verdict: 'passed',
    whyNotRun: null,
    checks: [],
    steps: [],
    startedAt: Date.UTC(2026, 5, 1),
    durationMs: 1_234,
  },
  row: { url: 'https://a.example.test/', verdict: 'pinned', durationMs: 1_234 },
  exchange: null,
  ...changes,
});

export const sampleReport = (cases: readonly ReportCase[]): Report => ({
  command: 'lab',
  title: 'Pinspect check',
  version: '1.2.3',
  engine: 'Chromium 130.0.1',
  startedAt: Date.UTC(2026, 5, 1),
  endedAt: Date.UTC(2026, 5, 1, 0, 0, 3),
  exitCode: 0,
  circumstances: [{ label: 'Policy', value: 'policy.json' }],
  notes: [],
  cases,
});
