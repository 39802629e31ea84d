/**
 * Electron's certificate verify proc on one side, the judge and the ledger on the other. It answers exactly once and in
 * the same call; the decision is in the ledger before the answer leaves. Whatever throws is a block.
 */
import type { Certificate, Request as ElectronVerifyRequest, Session } from 'electron';
import type { Verification } from '../../common/records.ts';
import type { NetworkFaults } from './faults.ts';
import type { HostLedger } from './host-ledger.ts';
import { type Rules, type VerifyQuestion, answers, blockUndecided, judge, toVerification } from './judge.ts';

export interface VerifyProcOptions {
  readonly rules: Rules;
  readonly ledger: HostLedger;
  readonly epoch: number;
  readonly nextId: () => number;
  readonly record: (verification: Verification) => void;
  /** Called for a bug in the decision; the connection is blocked. */
  readonly onBug: (error: unknown) => void;
  readonly faults: NetworkFaults;
}

/** A verification of a host whose last server hello is older than this belongs to no tunnel of ours. */
const maximumVerificationMs = 60_000;

/** More certificates than any server sends: what is longer is cut off, and judged on what was validated. */
const maximumChainLength = 32;

/** Installs the proc; from here on every certificate of the session is judged. */
export const installVerifyProc = (session: Session, options: VerifyProcOptions): void => {
  session.setCertificateVerifyProc((request, callback) => {
    const { answersUnrecorded, decidesAfterMs } = options.faults;
    if (answersUnrecorded === true) callback(answers.keepChromiumResult);
    else if (decidesAfterMs === undefined) callback(decideNow(request, options));
    else
      setTimeout(() => {
        callback(decideNow(request, options));
      }, decidesAfterMs);
  });
};

const decideNow = (request: ElectronVerifyRequest, options: VerifyProcOptions): number => {
  const at = Date.now();
  const endVerification = options.ledger.beginVerification(request.hostname);
  try {
    const question = toQuestion(request);
    const judgement = isExpected(question.host, options.ledger)
      ? (options.faults.judge ?? judge)(question, options.rules, at)
      : blockUndecided(
          question.host,
          `A certificate of ${question.host} arrived past the relay.`,
          options.rules,
          at,
        );
    recordDecision(toVerification(question, judgement, identify(at, options)), options);
    return judgement.answer;
  } catch (error) {
    refuse(request, error, at, options);
    return answers.pinMismatch;
  } finally {
    endVerification();
  }
};

/**
 * Whatever failed may fail again when it is to be told. The host must be refused all the same: Chromium keeps this chain in
 * its inner cache, and an earlier accept of the host would let the next connection pass on it unasked.
 */
const refuse = (
  request: ElectronVerifyRequest,
  error: unknown,
  at: number,
  options: VerifyProcOptions,
): void => {
  reportBug(error, options);
  try {
    recordDecision(failedVerification(withoutChains(request), at, options), options);
  } catch (again) {
    reportBug(again, options);
    options.ledger.refuse(request.hostname);
  }
};

/** Only a connection that went through the relay may be verified: anything else found a way around it. */
const isExpected = (host: string, ledger: HostLedger): boolean => {
  const lastHelloAt = ledger.lastServerHelloAt(host);
  return lastHelloAt !== null && performance.now() - lastHelloAt < maximumVerificationMs;
};

/**
 * The ledger first: were the decision lost because its story could not be told, an earlier accept of the host would still
 * stand while Chromium keeps this chain in its inner cache, and the next connection would pass on it unasked.
 */
const recordDecision = (verification: Verification, options: VerifyProcOptions): void => {
  options.ledger.record(verification);
  try {
    options.record(verification);
  } catch (error) {
    reportBug(error, options);
  }
};

const failedVerification = (
  question: VerifyQuestion,
  at: number,
  options: VerifyProcOptions,
): Verification => {
  const judgement = blockUndecided(
    question.host,
    'Pinspect failed while it judged this certificate.',
    options.rules,
    at,
  );
  return toVerification(question, judgement, identify(at, options));
};

const identify = (
  at: number,
  { epoch, nextId }: VerifyProcOptions,
): { readonly id: number; readonly at: number; readonly epoch: number } => ({ id: nextId(), at, epoch });

/** Telling of a bug must not become one: the proc has to answer. */
const reportBug = (error: unknown, { onBug }: VerifyProcOptions): void => {
  try {
    onBug(error);
  } catch {
    // There is nobody left to tell.
  }
};

const toQuestion = (request: ElectronVerifyRequest): VerifyQuestion => ({
  ...withoutChains(request),
  presented: toChain(request.certificate),
  validated: toChain(request.validatedCertificate),
});

const withoutChains = (request: ElectronVerifyRequest): VerifyQuestion => ({
  host: request.hostname,
  presented: [],
  validated: [],
  errorCode: request.errorCode,
  result: request.verificationResult,
  isIssuedByKnownRoot: request.isIssuedByKnownRoot,
});

/** Electron nests issuers; absent and empty ones end the chain. */
const toChain = (leaf: Certificate | undefined): readonly Buffer[] => {
  const chain: Buffer[] = [];
  let certificate = leaf;
  while (certificate !== undefined && certificate.data !== '' && chain.length < maximumChainLength) {
    chain.push(Buffer.from(certificate.data.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
    const issuer = certificate.issuerCert as Certificate | undefined;
    if (issuer?.data === certificate.data) break;
    certificate = issuer;
  }
  return chain;
};
