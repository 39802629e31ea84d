// A TCP front which forwards to a TLS server and disturbs the server's first flight: re-framed, dripped, cut off or
// stalled. Holds no key: whatever it does, an attacker on the path can do.
import type { Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createFlightShaper, type Framing, type ShapedPart } from './flight-shaper.ts';
import { dialLoopback, dieTogether, listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';

export type StallStage = 'accept' | 'client-hello' | 'mid-server-hello' | 'server-hello';

export interface FlightShape extends Framing {
  /** The plaintext part goes out in pieces of so many bytes, `everyMs` apart. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** From there on the client gets nothing more, for ever. */
  readonly stallAt?: StallStage;
  /**
   * Ends TCP after so many bytes to the client; or once the server's flight is out, which is when nothing followed
   * the ServerHello for `quietMs`, or when the client answers, whichever is first.
   */
  readonly closeAfter?:
    | { readonly bytes: number; readonly how?: 'close' | 'reset' }
    | { readonly flightQuietMs: number; readonly how?: 'close' | 'reset' };
}

export interface FragmentingFront {
  readonly listener: LoopbackListener;
  readonly port: number;
  /** All bytes that came from clients. */
  readonly clientBytes: number;
  /** Those that came after the ServerHello had been passed on. */
  readonly clientBytesAfterServerHello: number;
  /** Connections that this front has ended on purpose. */
  readonly closedOnPurpose: number;
  /** For later connections. */
  readonly setShape: (shape: FlightShape) => void;
  readonly stop: LoopbackListener['stop'];
}

const endConnection = (client: Socket, how: 'close' | 'reset' = 'close'): void => {
  if (how === 'reset') client.resetAndDestroy();
  else client.destroySoon();
};

/** The server's bytes on their way to the client, and what the front knows of them. */
class FlightTransform extends Transform {
  hasPassedServerHello = false;
  readonly #shape: FlightShape;
  readonly #shaper: ReturnType<typeof createFlightShaper>;
  readonly #onPassed: (bytesSoFar: number) => void;
  #bytesSoFar = 0;

  constructor(shape: FlightShape, onPassed: (bytesSoFar: number) => void) {
    super();
    this.#shape = shape;
    this.#shaper = createFlightShaper(shape);
    this.#onPassed = onPassed;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#passOn(this.#shaper.push(chunk)).then(
      (isStalled) => {
        // A stall is a write that never completes: the server is held by backpressure.
        if (!isStalled) done();
      },
      (error: unknown) => {
        done(error as Error);
      },
    );
  }

  async #passOn(parts: readonly ShapedPart[]): Promise<boolean> {
    const { drip, stallAt } = this.#shape;
    for (const { kind, records } of parts) {
      const isServerHello = kind === 'server-hello';
      if (isServerHello && stallAt === 'mid-server-hello') {
        const whole = Buffer.concat(records);
        this.#write(whole.subarray(0, whole.length / 2));
        return true;
      }
      for (const record of records) {
        if (drip === undefined || kind === 'rest') this.#write(record);
        else await this.#drip(record, drip);
      }
      this.hasPassedServerHello ||= isServerHello;
      if (isServerHello && stallAt === 'server-hello') return true;
    }
    return false;
  }

  async #drip(record: Buffer, { bytes, everyMs }: { bytes: number; everyMs: number }): Promise<void> {
    for (let offset = 0; offset < record.length; offset += bytes) {
      if (this.destroyed) return;
      this.#write(record.subarray(offset, offset + bytes));
      await delay(everyMs);
    }
  }

  #write(bytes: Buffer): void {
    const { closeAfter } = this.#shape;
    const left =
      closeAfter !== undefined && 'bytes' in closeAfter ? closeAfter.bytes - this.#bytesSoFar : Infinity;
    const allowed = bytes.subarray(0, Math.max(0, left));
    this.#bytesSoFar += allowed.length;
    if (allowed.length > 0) this.push(allowed);
    this.#onPassed(this.#bytesSoFar);
  }
}

/** Stands in front of the server on loopback port `targetPort`. */
export async function startFragmentingFront(
  targetPort: number,
  firstShape: FlightShape = {},
): Promise<FragmentingFront> {
  let shape = firstShape;
  let clientBytes = 0;
  let clientBytesAfterServerHello = 0;
  let closedOnPurpose = 0;

  const serve = (client: Socket): void => {
    const served = shape;
    const { stallAt, closeAfter } = served;
    client.on('data', (chunk: Buffer) => (clientBytes += chunk.length));
    if (stallAt === 'accept') {
      client.once('end', () => client.end());
      return;
    }
    const server = dialLoopback(targetPort);
    dieTogether(client, server);
    client.pipe(server);
    if (stallAt === 'client-hello') return;

    let quietTimer: NodeJS.Timeout | undefined;
    let isClosing = false;
    const close = (): void => {
      clearTimeout(quietTimer);
      if (isClosing) return;
      isClosing = true;
      closedOnPurpose += 1;
      // After what is already on its way to the client.
      setImmediate(endConnection, client, closeAfter?.how);
    };
    const flight = new FlightTransform(served, (bytesSoFar) => {
      if (closeAfter === undefined) return;
      if ('bytes' in closeAfter) {
        if (bytesSoFar >= closeAfter.bytes) close();
        return;
      }
      clearTimeout(quietTimer);
      quietTimer = setTimeout(() => {
        if (flight.hasPassedServerHello) close();
      }, closeAfter.flightQuietMs);
    });
    client.on('data', (chunk: Buffer) => {
      if (!flight.hasPassedServerHello) return;
      clientBytesAfterServerHello += chunk.length;
      if (closeAfter !== undefined && 'flightQuietMs' in closeAfter) close();
    });
    client.once('close', () => {
      clearTimeout(quietTimer);
      flight.destroy();
    });
    server.pipe(flight).pipe(client);
  };

  const listener = await listenOnLoopback(serve);
  return {
    listener,
    port: listener.port,
    get clientBytes() {
      return clientBytes;
    },
    get clientBytesAfterServerHello() {
      return clientBytesAfterServerHello;
    },
    get closedOnPurpose() {
      return closedOnPurpose;
    },
    setShape: (laterShape) => {
      shape = laterShape;
    },
    stop: listener.stop,
  };
}
