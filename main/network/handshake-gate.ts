/**
 * The state machine of one tunnel, without sockets: which bytes may pass before the certificate has been judged.
 *
 * A TLS client sends nothing of its own after the server's real ServerHello until it has verified the certificate, so
 * the first client record after it is the moment of decision: it passes only on a recorded accept (positive release).
 * A HelloRetryRequest is no ServerHello (RFC 8446 4.1.4): the second ClientHello and the dummy ChangeCipherSpec that
 * follow it decide nothing. Bad framing, a second HelloRetryRequest, application data before its time and early data
 * cut the tunnel. Once settled, bytes are copied blindly.
 */
import {
  type ClientHello,
  HandshakeReader,
  RecordReader,
  type ServerHello,
  type TlsRecord,
  handshakeType,
  parseClientHello,
  parseServerHello,
  recordType,
} from './tls-records.ts';

/** `hold`: a verification is under way; ask again with `resume()`. */
export type Release = 'pass' | 'hold' | 'block';

export interface GateSurroundings {
  readonly toServer: (bytes: Buffer) => void;
  readonly toClient: (bytes: Buffer) => void;
  readonly onClientHello: (hello: ClientHello) => void;
  /** The real ServerHello is complete; called before its last byte is passed on to the client. */
  readonly onServerHello: (hello: ServerHello) => void;
  /** May the client's first record after the ServerHello pass? */
  readonly release: () => Release;
  /** Released: from here on bytes are copied. */
  readonly onSettled: () => void;
  /** Nothing more passes; close both sides. */
  readonly onCut: (why: Cut) => void;
}

/** By the decision; by the client, which ended the handshake although nothing held it back; else the sentence says what was wrong. */
export type Cut =
  { readonly kind: 'blocked' | 'client-alert' } | { readonly kind: 'protocol'; readonly what: string };

/** An encrypted TLS 1.3 alert: 2 bytes of alert, 1 of content type, 16 of tag. No Finished is that short. */
const encryptedAlertLength = 19;

/** More than a client sends while it waits for its own verification: 1 MiB of records. */
const maximumHeldRecords = 64;

export class HandshakeGate {
  readonly #around: GateSurroundings;
  readonly #clientRecords = new RecordReader();
  readonly #serverRecords = new RecordReader();
  readonly #clientMessages = new HandshakeReader();
  readonly #serverMessages = new HandshakeReader();
  #state: 'hellos' | 'real' | 'settled' | 'cut' = 'hellos';
  #retryRequests = 0;
  /** Client records that wait for a verification under way. */
  #held: TlsRecord[] = [];
  /** TLS 1.3 puts an empty ChangeCipherSpec before whatever follows (RFC 8446, D.4), an alert too: it waits for that. */
  #changeCipherSpec: TlsRecord | null = null;
  /** A record came when nothing might pass: no later accept releases the tunnel. */
  #isRefused = false;

  constructor(surroundings: GateSurroundings) {
    this.#around = surroundings;
  }

  /** The server's certificate may have been seen by the client, and nothing is settled yet. */
  get isAwaitingDecision(): boolean {
    return this.#state === 'real';
  }

  get isSettled(): boolean {
    return this.#state === 'settled';
  }

  fromClient(chunk: Buffer): void {
    if (this.#state === 'cut') return;
    if (this.#state === 'settled') {
      this.#around.toServer(chunk);
      return;
    }
    const records = this.#clientRecords.push(chunk);
    if (!records.ok) {
      this.#cut(`The client sent ${records.error}.`);
      return;
    }
    for (const record of records.value) this.#clientRecord(record);
    if (this.isSettled) this.#copyRest(this.#clientRecords, this.#around.toServer);
  }

  fromServer(chunk: Buffer): void {
    if (this.#state === 'cut') return;
    if (this.#state === 'settled') {
      this.#around.toClient(chunk);
      return;
    }
    const records = this.#serverRecords.push(chunk);
    if (!records.ok) {
      this.#cut(`The server sent ${records.error}.`);
      return;
    }
    for (const record of records.value) this.#serverRecord(record);
  }

  /** The verification that was waited for has ended. */
  resume(): void {
    const held = this.#held;
    this.#held = [];
    for (const record of held) this.#clientRecord(record);
    if (held.length > 0 && this.isSettled) this.#copyRest(this.#clientRecords, this.#around.toServer);
  }

  #clientRecord(record: TlsRecord): void {
    switch (this.#state) {
      case 'cut':
        return;
      case 'settled':
        this.#around.toServer(record.bytes);
        return;
      case 'hellos':
        this.#clientRecordBeforeServerHello(record);
        return;
      case 'real':
        this.#decide(record);
    }
  }

  #clientRecordBeforeServerHello(record: TlsRecord): void {
    if (record.type >= recordType.applicationData) {
      this.#cut('The client sent data before the server’s hello.');
      return;
    }
    if (record.type === recordType.handshake) {
      this.#clientMessages.push(record.payload);
      const message = this.#clientMessages.next(handshakeType.clientHello);
      if (!message.ok) {
        this.#cut(`The client sent ${message.error}.`);
        return;
      }
      if (message.value !== null) {
        const hello = parseClientHello(message.value.body);
        if (!hello.ok || hello.value.offersEarlyData) {
          this.#cut(
            hello.ok
              ? 'The client offered early data, which leaves before any decision.'
              : `The client sent ${hello.error}.`,
          );
          return;
        }
        this.#around.onClientHello(hello.value);
      }
    }
    this.#around.toServer(record.bytes);
  }

  #decide(record: TlsRecord): void {
    const release = this.#held.length > 0 ? 'hold' : this.#isRefused ? 'block' : this.#around.release();
    if (release === 'hold') {
      this.#held.push(record);
      if (this.#held.length > maximumHeldRecords) this.#cut('The client sent too much before the decision.');
      return;
    }
    this.#isRefused = release === 'block';
    if (
      record.type === recordType.changeCipherSpec &&
      record.payload.length === 1 &&
      this.#changeCipherSpec === null
    ) {
      this.#changeCipherSpec = record;
      return;
    }
    // A handshake that its own client ends was never finished, whatever was found about the certificate.
    const endsHere = isAlert(record);
    if (release === 'pass' && !endsHere) {
      this.#state = 'settled';
      this.#around.onSettled();
      this.#passOn(record);
      // The server may have been cut off in the middle of a record: pass on what waits.
      this.#copyRest(this.#serverRecords, this.#around.toClient);
      return;
    }
    // The client's own refusal may go out, so that the other side learns why: two bytes of alert, no content.
    if (endsHere) this.#passOn(record);
    this.#state = 'cut';
    this.#around.onCut({ kind: release === 'pass' ? 'client-alert' : 'blocked' });
  }

  #passOn(record: TlsRecord): void {
    if (this.#changeCipherSpec !== null) this.#around.toServer(this.#changeCipherSpec.bytes);
    this.#around.toServer(record.bytes);
  }

  #serverRecord(record: TlsRecord): void {
    if (this.#state === 'cut') return;
    if (this.#state === 'hellos') {
      if (record.type >= recordType.applicationData) {
        this.#cut('The server sent data before its hello.');
        return;
      }
      if (record.type === recordType.handshake && !this.#readServerHello(record.payload)) return;
    }
    this.#around.toClient(record.bytes);
  }

  /** False when the tunnel was cut. */
  #readServerHello(payload: Buffer): boolean {
    this.#serverMessages.push(payload);
    for (;;) {
      const message = this.#serverMessages.next(handshakeType.serverHello);
      if (!message.ok) return this.#cut(`The server sent ${message.error}.`);
      if (message.value === null) return true;
      const hello = parseServerHello(message.value.body);
      if (!hello.ok) return this.#cut(`The server sent ${hello.error}.`);
      if (!hello.value.isHelloRetryRequest) {
        this.#state = 'real';
        this.#around.onServerHello(hello.value);
        return true;
      }
      this.#retryRequests += 1;
      if (this.#retryRequests > 1) return this.#cut('The server asked for a second retry of the hello.');
    }
  }

  #copyRest(reader: RecordReader, to: (bytes: Buffer) => void): void {
    const rest = reader.takeRest();
    if (rest.length > 0) to(rest);
  }

  #cut(what: string): false {
    this.#state = 'cut';
    this.#around.onCut({ kind: 'protocol', what });
    return false;
  }
}

const isAlert = ({ type, payload }: TlsRecord): boolean =>
  type === recordType.alert ||
  (type === recordType.applicationData && payload.length === encryptedAlertLength);
