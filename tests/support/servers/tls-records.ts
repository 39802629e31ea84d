// Reads the plaintext part of a TLS connection: records (RFC 8446, 5.1) and the handshake messages inside (4).
// Written apart from the product's own reader, so that a shared mistake cannot make a test pass.

export const recordTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
export const messageTypes = { clientHello: 1, serverHello: 2, serverHelloDone: 14 } as const;

export interface TlsRecord {
  readonly type: number;
  readonly payload: Buffer;
  /** Header and payload. */
  readonly bytes: Buffer;
}

/** RFC 8446, 4.1.3: the random of a HelloRetryRequest, the SHA-256 of that name. */
const helloRetryRequestRandom = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
);

const headerBytes = 5;

export function encodeRecord(type: number, payload: Uint8Array): Buffer {
  const header = Buffer.from([type, 3, 3, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([header, payload]);
}

/** Cuts a byte stream into whole records. */
export function createRecordReader(): { readonly push: (chunk: Buffer) => readonly TlsRecord[] } {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const records: TlsRecord[] = [];
      while (rest.length >= headerBytes) {
        const end = headerBytes + rest.readUInt16BE(3);
        if (rest.length < end) break;
        const bytes = rest.subarray(0, end);
        records.push({ type: rest.readUInt8(0), payload: bytes.subarray(headerBytes), bytes });
        rest = rest.subarray(end);
      }
      return records;
    },
  };
}

export interface HandshakeMessage {
  readonly type: number;
  /** With the four bytes of its header. */
  readonly bytes: Buffer;
  readonly isHelloRetryRequest: boolean;
}

/** Cuts the payloads of handshake records into whole messages. */
export function createMessageReader(): { readonly push: (payload: Buffer) => readonly HandshakeMessage[] } {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(payload) {
      rest = Buffer.concat([rest, payload]);
      const messages: HandshakeMessage[] = [];
      while (rest.length >= 4) {
        const end = 4 + rest.readUIntBE(1, 3);
        if (rest.length < end) break;
        const bytes = rest.subarray(0, end);
        const type = rest.readUInt8(0);
        messages.push({
          type,
          bytes,
          isHelloRetryRequest:
            type === messageTypes.serverHello && bytes.subarray(6, 38).equals(helloRetryRequestRandom),
        });
        rest = rest.subarray(end);
      }
      return messages;
    },
  };
}

/** Tells when a server's ServerHello has passed, HelloRetryRequests not counting. */
export function createServerHelloWatch(): {
  readonly push: (chunk: Buffer) => void;
  readonly hasPassed: () => boolean;
} {
  const records = createRecordReader();
  const messages = createMessageReader();
  let hasPassed = false;
  return {
    push(chunk) {
      if (hasPassed) return;
      for (const { type, payload } of records.push(chunk)) {
        if (type !== recordTypes.handshake) continue;
        hasPassed ||= messages
          .push(payload)
          .some((message) => message.type === messageTypes.serverHello && !message.isHelloRetryRequest);
        if (hasPassed) return;
      }
    },
    hasPassed: () => hasPassed,
  };
}
