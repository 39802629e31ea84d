/**
 * The part of TLS that a relay can read without a key: record framing, the two hellos, and HelloRetryRequest
 * (RFC 8446 4.1.2, 4.1.3, 4.1.4, 5.1; RFC 6066 3; RFC 7301 3.1). Hellos may be split over any number of records
 * and records over any number of TCP segments, so both are put together before anything is concluded.
 * What does not parse is an error, never a guess.
 */
import { type Result, failure, success } from '../../common/result.ts';

export const recordType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const;

const headerLength = 5;
/** Type and length of a handshake message. */
const headerOfMessage = 4;
/** RFC 8446 5.2: 2^14 plus at most 256 bytes of expansion. */
const maximumPayloadLength = 16_640;
/** BoringSSL's own limit for a message at this point; Chromium's hello is about 2 kB with a post-quantum key share. */
const maximumHelloLength = 16_384;

export interface TlsRecord {
  readonly type: number;
  /** Header and payload, as they came. */
  readonly bytes: Buffer;
  readonly payload: Buffer;
}

/** Cuts a byte stream into whole records; keeps the rest for the next call. */
export class RecordReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Whole records of this and earlier chunks; an error when the stream is not TLS. */
  push(chunk: Buffer): Result<readonly TlsRecord[], string> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const records: TlsRecord[] = [];
    while (this.#rest.length > 0) {
      const type = this.#rest.readUInt8(0);
      if (type < recordType.changeCipherSpec || type > recordType.heartbeat)
        return failure(`a record of unknown type ${type}`);
      if (this.#rest.length > 1 && this.#rest.readUInt8(1) !== 3)
        return failure(`a record of version ${this.#rest.readUInt8(1)}`);
      if (this.#rest.length < headerLength) break;
      const length = this.#rest.readUInt16BE(3);
      if (length > maximumPayloadLength) return failure(`a record of ${length} bytes`);
      const end = headerLength + length;
      if (this.#rest.length < end) break;
      records.push({
        type,
        bytes: this.#rest.subarray(0, end),
        payload: this.#rest.subarray(headerLength, end),
      });
      this.#rest = this.#rest.subarray(end);
    }
    return success(records);
  }

  /** Takes what is left over, for whoever copies the stream from here on. */
  takeRest(): Buffer {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest;
  }
}

export interface HandshakeMessage {
  readonly type: number;
  readonly body: Buffer;
}

/**
 * Puts plaintext handshake messages together from the payloads of type-22 records. Parts are joined when a message is
 * whole, not as they come: a hello in records of one byte would cost the square of its length.
 */
export class HandshakeReader {
  #parts: Buffer[] = [];
  #length = 0;
  /** Bytes without which nothing more can be said. */
  #needed = headerOfMessage;

  push(payload: Buffer): void {
    if (payload.length === 0) return;
    this.#parts.push(payload);
    this.#length += payload.length;
  }

  /** The next message: `null` while it is not complete. */
  next(expectedType: number): Result<HandshakeMessage | null, string> {
    const type = this.#parts[0]?.readUInt8(0);
    if (type === undefined) return success(null);
    if (type !== expectedType) return failure(`handshake message ${type} where ${expectedType} belongs`);
    if (this.#length < this.#needed) return success(null);
    const bytes = Buffer.concat(this.#parts);
    const length = bytes.readUIntBE(1, 3);
    if (length > maximumHelloLength) return failure(`a hello of ${length} bytes`);
    this.#needed = headerOfMessage + length;
    this.#keep(bytes);
    if (bytes.length < this.#needed) return success(null);
    this.#keep(bytes.subarray(this.#needed));
    const body = bytes.subarray(headerOfMessage, this.#needed);
    this.#needed = headerOfMessage;
    return success({ type, body });
  }

  #keep(bytes: Buffer): void {
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
  }
}

export const handshakeType = { clientHello: 1, serverHello: 2 } as const;

/** The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3). */
const helloRetryRequestRandom = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
);

const extensionType = { serverName: 0, alpn: 16, earlyData: 42, supportedVersions: 43 } as const;

const readExtensions = (block: Buffer): Map<number, Buffer> => {
  const extensions = new Map<number, Buffer>();
  let at = 0;
  while (at + 4 <= block.length) {
    const length = block.readUInt16BE(at + 2);
    extensions.set(block.readUInt16BE(at), block.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return extensions;
};

export interface ClientHello {
  readonly sni: string | null;
  /** Protocols offered, in order. */
  readonly alpn: readonly string[];
  readonly offersEarlyData: boolean;
  readonly offersTls13: boolean;
}

/** Reads a ClientHello's body; an error when it is too short for its own lengths. */
export const parseClientHello = (body: Buffer): Result<ClientHello, string> => {
  try {
    let at = 34;
    at += 1 + body.readUInt8(at);
    at += 2 + body.readUInt16BE(at);
    at += 1 + body.readUInt8(at);
    const extensions =
      at + 2 <= body.length ? readExtensions(body.subarray(at + 2)) : new Map<number, Buffer>();
    const name = extensions.get(extensionType.serverName);
    const offered = extensions.get(extensionType.alpn);
    return success({
      sni: name === undefined ? null : name.toString('latin1', 5, 5 + name.readUInt16BE(3)),
      alpn: offered === undefined ? [] : readProtocolNames(offered),
      offersEarlyData: extensions.has(extensionType.earlyData),
      offersTls13: offersVersion(extensions.get(extensionType.supportedVersions), 0x0304),
    });
  } catch {
    return failure('a ClientHello that contradicts its own lengths');
  }
};

const offersVersion = (block: Buffer | undefined, version: number): boolean => {
  for (let at = 1; block !== undefined && at + 2 <= block.length; at += 2)
    if (block.readUInt16BE(at) === version) return true;
  return false;
};

const readProtocolNames = (block: Buffer): string[] => {
  const names: string[] = [];
  for (let at = 2; at < block.length; at += 1 + block.readUInt8(at))
    names.push(block.toString('latin1', at + 1, at + 1 + block.readUInt8(at)));
  return names;
};

export interface ServerHello {
  readonly isHelloRetryRequest: boolean;
  readonly tlsVersion: string;
  readonly cipherSuite: string;
}

/** Reads a ServerHello's body; an error when it is too short for its own lengths. */
export const parseServerHello = (body: Buffer): Result<ServerHello, string> => {
  try {
    const random = body.subarray(2, 34);
    if (random.length < 32) return failure('a ServerHello without its random');
    let at = 34;
    at += 1 + body.readUInt8(at);
    const suite = body.readUInt16BE(at);
    at += 3;
    const extensions =
      at + 2 <= body.length ? readExtensions(body.subarray(at + 2)) : new Map<number, Buffer>();
    const version = extensions.get(extensionType.supportedVersions)?.readUInt16BE(0) ?? body.readUInt16BE(0);
    return success({
      isHelloRetryRequest: random.equals(helloRetryRequestRandom),
      tlsVersion: versionNames.get(version) ?? `0x${version.toString(16)}`,
      cipherSuite: suiteNames.get(suite) ?? `0x${suite.toString(16).padStart(4, '0')}`,
    });
  } catch {
    return failure('a ServerHello that contradicts its own lengths');
  }
};

const versionNames = new Map([
  [0x0304, 'TLS 1.3'],
  [0x0303, 'TLS 1.2'],
  [0x0302, 'TLS 1.1'],
  [0x0301, 'TLS 1.0'],
]);

/** The suites that Chromium offers, by the IANA registry's names; any other is shown by its number. */
const suiteNames = new Map([
  [0x1301, 'TLS_AES_128_GCM_SHA256'],
  [0x1302, 'TLS_AES_256_GCM_SHA384'],
  [0x1303, 'TLS_CHACHA20_POLY1305_SHA256'],
  [0xc02b, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  [0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0xc02c, 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  [0xc030, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0xcca9, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xcca8, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  [0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
  [0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  [0x009d, 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  [0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  [0x0035, 'TLS_RSA_WITH_AES_256_CBC_SHA'],
]);
