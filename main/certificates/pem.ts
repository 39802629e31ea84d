// PEM (RFC 7468) as it is found: several blocks, text around and between them, any line ends, indented or not.
// Written by hand because a scan by regular expression backtracks on hostile files.
import { failure, success, type Result } from '../../common/result.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `PUBLIC KEY`, … */
  readonly label: string;
  /** Null: the body is not base64, or belongs to a private key, which is passed over and never decoded. */
  readonly der: Buffer | null;
}

const begin = '-----BEGIN ';
const end = '-----END ';
const dashes = '-----';
const maximumLabelLength = 64;

/** PEM of one certificate, with a trailing line end. */
export function toPem(der: Buffer, label = 'CERTIFICATE'): string {
  const base64 = der.toString('base64');
  let lines = '';
  for (let at = 0; at < base64.length; at += 64) lines += `${base64.slice(at, at + 64)}\n`;
  return `${begin}${label}${dashes}\n${lines}${end}${label}${dashes}\n`;
}

/** Strict base64, white space aside; null for anything else. */
export function base64Bytes(text: string): Buffer | null {
  const compact = text.replace(/\s+/g, '');
  if (compact === '' || compact.length % 4 !== 0 || /[^A-Za-z0-9+/=]/.test(compact)) return null;
  const bytes = Buffer.from(compact, 'base64');
  // Node stops at the first `=` and ignores stray bits: only what encodes back to the same text was base64.
  return bytes.toString('base64') === compact ? bytes : null;
}

/** All blocks in order. The error is a sentence. No block is no error. */
export function readPemBlocks(text: string, maximumBlocks: number): Result<readonly PemBlock[], string> {
  const blocks: PemBlock[] = [];
  let at = text.indexOf(begin);
  while (at !== -1) {
    if (blocks.length >= maximumBlocks) return failure(`It holds more than ${maximumBlocks} PEM blocks.`);
    const ordinal = blocks.length + 1;
    const labelStart = at + begin.length;
    const labelEnd = text.indexOf(dashes, labelStart);
    if (labelEnd === -1 || labelEnd - labelStart > maximumLabelLength) {
      return failure(`PEM block ${ordinal} has a BEGIN line that does not end.`);
    }
    const label = text.slice(labelStart, labelEnd);
    const bodyStart = labelEnd + dashes.length;
    const bodyEnd = text.indexOf(dashes, bodyStart);
    const endLine = `${end}${label}${dashes}`;
    if (bodyEnd === -1 || !text.startsWith(endLine, bodyEnd)) {
      return failure(`PEM block ${ordinal} (${label}) is cut off: its END line is missing.`);
    }
    const der = label.endsWith('PRIVATE KEY') ? null : base64Bytes(text.slice(bodyStart, bodyEnd));
    blocks.push({ label, der });
    at = text.indexOf(begin, bodyEnd + endLine.length);
  }
  return success(blocks);
}
