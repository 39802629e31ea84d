/** What a probe keeps of an answer: its headers as sent, the first bytes of its body, and how many there were. */
import type { IncomingMessage } from 'electron';
import type { RequestOutcome } from '../../common/ipc/state.ts';

export type Response = NonNullable<RequestOutcome['response']>;

export interface ReadOptions {
  readonly onProgress: (step: string, bytesReceived: number) => void;
  /** Kept of the body, in bytes; the rest is counted. */
  readonly maximumBodyBytes: number;
  /** A body longer than this is not read to its end; absent: it is, whatever its length. */
  readonly enoughBodyBytes?: number;
  /** Gets the body as it comes, whole. */
  readonly onBody?: (chunk: Buffer) => void;
}

export interface ReadBody {
  readonly kept: Buffer;
  readonly bytes: number;
  readonly isCutShort: boolean;
}

export const readBody = async (
  message: IncomingMessage,
  { maximumBodyBytes, enoughBodyBytes = Infinity, onProgress, onBody }: ReadOptions,
): Promise<ReadBody> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let kept = 0;
    message.on('data', (chunk) => {
      bytes += chunk.length;
      onBody?.(chunk);
      if (kept < maximumBodyBytes) {
        const part = chunk.subarray(0, maximumBodyBytes - kept);
        chunks.push(part);
        kept += part.length;
      }
      onProgress('receiving', bytes);
      if (bytes > enoughBodyBytes) resolve({ kept: Buffer.concat(chunks), bytes, isCutShort: true });
    });
    message.on('end', () => {
      resolve({ kept: Buffer.concat(chunks), bytes, isCutShort: false });
    });
    message.on('error', reject);
    message.on('aborted', () => {
      reject(new Error('net::ERR_CONNECTION_CLOSED'));
    });
  });

export const toResponse = (
  message: IncomingMessage,
  { kept, bytes, isCutShort }: ReadBody,
  durationMs: number,
): Response => {
  const bodyText = decodeText(kept);
  return {
    status: message.statusCode,
    statusText: message.statusMessage,
    headers: rawHeaderPairs(message.rawHeaders),
    bodyText,
    bodyBase64: bodyText === null ? kept.subarray(0, shownBinaryBytes).toString('base64') : null,
    bodyBytes: bytes,
    isTruncated: isCutShort || bytes > kept.length,
    durationMs,
  };
};

/** Nobody reads more than this byte for byte. */
const shownBinaryBytes = 16_384;

/** Of a redirect that is not followed Electron hands over the headers alone. */
export const toRedirectResponse = (
  status: number,
  headers: Readonly<Record<string, string[]>>,
  durationMs: number,
): Response => ({
  status,
  statusText: '',
  headers: headerPairs(headers),
  bodyText: '',
  bodyBase64: null,
  bodyBytes: 0,
  isTruncated: false,
  durationMs,
});

/** Electron's form of a redirect's headers. */
export const headerPairs = (
  headers: Readonly<Record<string, string[]>>,
): readonly (readonly [string, string])[] =>
  Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value] as const));

const rawHeaderPairs = (raw: readonly string[]): readonly (readonly [string, string])[] =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));

/** Null for what is not UTF-8; a character cut in half at the end is left out. */
const decodeText = (bytes: Buffer): string | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
};
