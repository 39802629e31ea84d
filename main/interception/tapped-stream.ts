/**
 * A client's connection with an ear on it, for TLS to run over. It hears what the TLS library may not tell: in TLS 1.3
 * OpenSSL's clients refuse a certificate with an alert in the clear, because their keys are not in use yet, and BoringSSL
 * takes it for a broken record (`BAD_PACKET_LENGTH`).
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { RecordReader, recordType } from '../network/tls-records.ts';

export class TappedStream extends Duplex {
  readonly #socket: Socket;
  readonly #records = new RecordReader();
  #isListening = true;
  #alertCode: number | null = null;
  #bytesOut = 0;

  constructor(socket: Socket) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#listen(chunk);
      if (!this.push(chunk)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => {
      if (!this.readableEnded) this.push(null);
    });
    socket.once('error', (error) => this.destroy(error));
  }

  /** Number of the client's last alert that came unencrypted (RFC 8446 6); null: none did. */
  get alertCode(): number | null {
    return this.#alertCode;
  }

  /** Sent to the client. */
  get bytesOut(): number {
    return this.#bytesOut;
  }

  /** Nothing comes in the clear once the handshake is done. */
  stopListening(): void {
    this.#isListening = false;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#bytesOut += chunk.length;
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => {
      done();
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #listen(chunk: Buffer): void {
    if (!this.#isListening) return;
    const records = this.#records.push(chunk);
    if (!records.ok) this.#isListening = false;
    // An encrypted one is longer than its two bytes.
    else
      for (const { type, payload } of records.value)
        if (type === recordType.alert && payload.length === 2) this.#alertCode = payload.readUInt8(1);
  }
}
