/** The result of `evaluate` for people: verdict first, then why, then the chain beside the pins that were expected. */
import type { CertificateResult, EvaluationResult } from '../../common/evaluation-result.ts';
import { failureMessage } from '../../common/pinning/failure-message.ts';
import { validityWords } from './days-left.ts';
import { harmless } from './harmless.ts';
import { type Paint, paintVerdict } from './paint.ts';

const trustWords = (result: EvaluationResult): string => {
  switch (result.trust) {
    case 'validated':
      return `validated, up to ${harmless(result.chain.at(-1)?.subject ?? '')}`;
    case 'not-checked':
      return 'not checked; the chain was taken as the validated one (--anchors checks it)';
    case 'failed':
      return `failed: ${harmless(result.error ?? '')}`;
  }
};

const certificateLines = (chain: readonly CertificateResult[], at: number, paint: Paint): string =>
  chain
    .map((certificate) => {
      const { spkiSha256, subject, pinned } = certificate;
      const mark = pinned ? paint.good('●') : ' ';
      const note = pinned ? '  pinned' : '';
      return (
        `  ${mark} ${spkiSha256}${paint.good(note)}\n` +
        `      ${harmless(subject === '' ? '(no subject)' : subject)}\n` +
        `      ${paint.faint(validityWords(certificate, at))}\n`
      );
    })
    .join('');

const pinLines = (pins: readonly string[]): string => pins.map((pin) => `    ${pin}\n`).join('');

/** `reason`: why, in a sentence or two. `at`: the moment that was judged for, epoch milliseconds. */
export const evaluationWords = (
  result: EvaluationResult,
  reason: string,
  at: number,
  paint: Paint,
): string => {
  const { host, verdict, action, rule, trust, expectedPins, reportOnly } = result;
  const shown = trust === 'failed' ? result.presentedChain : result.chain;
  const lines = [
    `${paint.bold(harmless(host))}: ${paintVerdict(verdict, paint)}, ${action}\n`,
    `  ${harmless(reason)}\n`,
    rule === null ? '' : `  Rule   ${harmless(rule)}\n`,
    `  Trust  ${trustWords(result)}\n`,
    `\n  ${trust === 'failed' ? 'Presented chain' : 'Chain'}, leaf first\n`,
    certificateLines(shown, at, paint),
    expectedPins.length > 0 ? `\n  Expected pins\n${pinLines(expectedPins)}` : '',
    reportOnly === null
      ? ''
      : `\n  Report-only pins: ${reportOnly.verdict}\n${pinLines(reportOnly.expectedPins)}`,
    verdict === 'mismatch'
      ? `\n  What OkHttp would say\n${harmless4(failureMessage(host, result.chain, expectedPins))}\n`
      : '',
  ];
  return lines.join('');
};

/** Indented; each line made harmless. */
const harmless4 = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${harmless(line)}`)
    .join('\n');
