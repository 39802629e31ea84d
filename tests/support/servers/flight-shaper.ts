// Re-frames the part of a server's first flight that travels in plaintext: HelloRetryRequest and ServerHello in
// TLS 1.3, everything up to the ChangeCipherSpec in TLS 1.2. Record boundaries are not authenticated there
// (RFC 8446, 5.1 lets a sender fragment and coalesce as it likes), so genuine handshakes survive all of this.
import {
  createMessageReader,
  createRecordReader,
  encodeRecord,
  recordTypes,
  type HandshakeMessage,
} from './tls-records.ts';

/** An alert of level warning (user_canceled), which ends no connection. */
export const warningAlert = encodeRecord(recordTypes.alert, Buffer.from([1, 90]));
export const dummyChangeCipherSpec = encodeRecord(recordTypes.changeCipherSpec, Buffer.from([1]));

const largestPayload = 2 ** 14;

export interface Framing {
  /** Payload bytes of the records of one message in turn; the last number repeats. `[1, 87]`, `[1]`. */
  readonly recordSizes?: readonly number[];
  /** Messages that arrive together share records. */
  readonly mergeMessages?: boolean;
  /** Whole records to put before the first ServerHello, be it a HelloRetryRequest or not. */
  readonly insertBeforeServerHello?: readonly Buffer[];
}

/** Records that go out together, and what they are. */
export interface ShapedPart {
  readonly kind: 'hello-retry-request' | 'server-hello' | 'other-plaintext' | 'rest';
  readonly records: readonly Buffer[];
}

function cutIntoRecords(message: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const records: Buffer[] = [];
  let offset = 0;
  while (offset < message.length) {
    const wanted = sizes[Math.min(records.length, sizes.length - 1)] ?? largestPayload;
    const size = Math.max(1, Math.min(wanted, largestPayload));
    records.push(encodeRecord(recordTypes.handshake, message.subarray(offset, offset + size)));
    offset += size;
  }
  return records;
}

/** Takes the server's bytes and gives them back re-framed, in order. Partial records and messages are kept back. */
export function createFlightShaper(framing: Framing): {
  readonly push: (chunk: Buffer) => readonly ShapedPart[];
} {
  const recordReader = createRecordReader();
  const messageReader = createMessageReader();
  const sizes = framing.recordSizes ?? [];
  let toInsert = framing.insertBeforeServerHello ?? [];
  let hasSeenServerHello = false;
  let isOver = false;

  const kindOf = ({ isHelloRetryRequest }: HandshakeMessage): ShapedPart['kind'] => {
    if (isHelloRetryRequest) return 'hello-retry-request';
    if (hasSeenServerHello) return 'other-plaintext';
    hasSeenServerHello = true;
    return 'server-hello';
  };
  const shape = (messages: readonly HandshakeMessage[]): ShapedPart[] => {
    const kinds = messages.map(kindOf);
    if (framing.mergeMessages !== true) {
      return messages.map(({ bytes }, index) => ({
        kind: kinds[index] ?? 'rest',
        records: cutIntoRecords(bytes, sizes),
      }));
    }
    const together = Buffer.concat(messages.map(({ bytes }) => bytes));
    return [{ kind: kinds[0] ?? 'rest', records: cutIntoRecords(together, sizes) }];
  };

  return {
    push(chunk) {
      const parts: ShapedPart[] = [];
      let neighbours: HandshakeMessage[] = [];
      const flush = (): void => {
        if (neighbours.length === 0) return;
        if (toInsert.length > 0) parts.push({ kind: 'other-plaintext', records: toInsert });
        toInsert = [];
        parts.push(...shape(neighbours));
        neighbours = [];
      };
      for (const { type, payload, bytes } of recordReader.push(chunk)) {
        if (!isOver && type === recordTypes.handshake) {
          neighbours.push(...messageReader.push(payload));
          continue;
        }
        flush();
        // The ChangeCipherSpec after a HelloRetryRequest comes before the ServerHello and ends nothing.
        isOver ||= hasSeenServerHello && type !== recordTypes.alert;
        parts.push({ kind: 'rest', records: [bytes] });
      }
      flush();
      return parts;
    },
  };
}
