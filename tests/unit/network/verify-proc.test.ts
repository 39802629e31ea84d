import type { Request, Session } from 'electron';
import { beforeEach, expect, test } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { rulesOfPolicy } from '../../../common/pinning/pin-rules.ts';
import { HostLedger } from '../../../main/network/host-ledger.ts';
import { installVerifyProc, type VerifyProcOptions } from '../../../main/network/verify-proc.ts';
import { createTestChains } from '../../support/servers/chains.ts';

const chains = createTestChains(['a.example.test']);
const host = 'a.example.test';
const policy = compilePolicy({
  version: 1,
  unpinnedHosts: 'allow',
  pinSets: [{ pattern: host, mode: 'enforce', pins: [chains.genuine.spkiSha256] }],
} as unknown as Parameters<typeof compilePolicy>[0]);

const nested = (ders: readonly Buffer[]): unknown =>
  ders.reduceRight<unknown>(
    (issuerCert, der) => ({
      data: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`,
      issuerCert,
    }),
    { data: '' },
  );
const question = (ders: readonly Buffer[]): Request =>
  ({
    hostname: host,
    certificate: nested(ders),
    validatedCertificate: nested(ders),
    errorCode: 0,
    verificationResult: 'net::OK',
    isIssuedByKnownRoot: false,
  }) as unknown as Request;
const genuine = question([...chains.genuine.chainDer, chains.root.certificateDer]);
const attacker = question([...chains.attacker.chainDer, chains.attackerRoot.certificateDer]);

let ledger: HostLedger;
const bugs: unknown[] = [];
beforeEach(() => {
  ledger = new HostLedger((error) => bugs.push(error));
  ledger.noteServerHello(host, performance.now());
  bugs.length = 0;
});

/** The answers of the installed proc, in the same turn. */
const ask = (request: Request, overrides: Partial<VerifyProcOptions> = {}): readonly number[] => {
  const answered: number[] = [];
  const session = {
    setCertificateVerifyProc(proc: (request: Request, answer: (code: number) => void) => void) {
      proc(request, (code) => answered.push(code));
    },
  };
  let id = 0;
  installVerifyProc(session as unknown as Session, {
    rules: { pins: rulesOfPolicy(policy), anchors: [], trustsAnchorsOnly: false },
    ledger,
    faults: {},
    epoch: 1,
    nextId: () => (id += 1),
    record: () => undefined,
    onBug: (error) => bugs.push(error),
    ...overrides,
  });
  return answered;
};

test('it answers once, in the same call, with the decision already in the ledger', () => {
  expect(ask(genuine)).toEqual([-3]);
  expect(ledger.standing(host)).toBe('accepted');
  expect(ask(attacker)).toEqual([-150]);
  expect(ledger.standing(host)).toBe('rejected');
});

test('a rejection that cannot be told still ends the accept before it', () => {
  expect(ask(genuine)).toEqual([-3]);
  const record = (): never => {
    throw new Error('The journal has stopped.');
  };
  const onBug = (): never => {
    throw new Error('So has the log.');
  };
  expect(ask(attacker, { record, onBug })).toEqual([-150]);
  expect(ledger.standing(host)).toBe('rejected');
});

test('a fault in the rules blocks, and is told once', () => {
  const broken = {
    ...rulesOfPolicy(policy),
    evaluate: (): never => {
      throw new Error('A fault.');
    },
  };
  expect(ask(genuine, { rules: { pins: broken, anchors: [], trustsAnchorsOnly: false } })).toEqual([-150]);
  expect(ledger.rejection(host)).toMatchObject({ evaluation: { verdict: 'undecided' } });
  expect(bugs).toHaveLength(1);
});

const fault = (): never => {
  throw new Error('A fault.');
};
test.each([
  [
    'the rules fail also when they are to tell of the failure',
    {
      rules: {
        pins: { ...rulesOfPolicy(policy), evaluate: fault, evaluationOf: fault },
        anchors: [],
        trustsAnchorsOnly: false,
      },
    },
  ],
  ['no number is to be had for its record', { nextId: fault }],
])('where %s, the host is refused, also after an accept', (_what, failing) => {
  expect(ask(genuine)).toEqual([-3]);
  let isTold = false;
  ledger.watch(host, fault);
  ledger.watch(host, () => (isTold = ledger.standing(host) === 'rejected'));
  expect(ask(attacker, failing)).toEqual([-150]);
  expect([ledger.standing(host), isTold]).toEqual(['rejected', true]);
  expect(ask(genuine, failing)).toEqual([-150]);
});

test('a certificate of a host that the relay has not seen is blocked: it came around it', () => {
  ledger = new HostLedger((error) => bugs.push(error));
  expect(ask(genuine)).toEqual([-150]);
  expect(ledger.rejection(host)?.reason).toContain('past the relay');
});

test.each([
  ['no validated chain', { validatedCertificate: nested([]) }],
  ['a validated chain that cannot be read', { validatedCertificate: nested([Buffer.from('nonsense')]) }],
  ['an error beside the chain', { errorCode: -201, verificationResult: 'net::ERR_CERT_DATE_INVALID' }],
])('%s is blocked', (_what, change) => {
  expect(ask({ ...genuine, ...change } as unknown as Request)).toEqual([-150]);
  expect(ledger.standing(host)).toBe('rejected');
});
