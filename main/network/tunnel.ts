/**
 * One CONNECT tunnel: dialled, gated until its handshake is decided, then copied both ways with backpressure. It tells
 * its story as a Connection record, at the decision and again at its end.
 */
import type { Duplex } from 'node:stream';
import { authorityOf } from '../../common/bracketed.ts';
import type { Connection } from '../../common/records.ts';
import type { Evaluation } from '../../common/pinning/verdict.ts';
import type { Turn } from './host-ledger.ts';
import { type Cut, HandshakeGate } from './handshake-gate.ts';
import { type Outcome, rejectionCode } from './tunnel-outcome.ts';
import type { TunnelSurroundings } from './tunnel-surroundings.ts';

const tlsHandshakeByte = 0x16;

export class Tunnel {
  readonly #around: TunnelSurroundings;
  readonly #client: Duplex;
  readonly #startedMs = performance.now();
  readonly #gate: HandshakeGate;
  #connection: Connection;
  #bytesSent = 0;
  #bytesReceived = 0;
  #applicationBytesSent = 0;
  #server: Duplex | null = null;
  #turn: Turn | null = null;
  #deadline: NodeJS.Timeout | null = null;
  #unwatch: (() => void) | null = null;
  #isTls: boolean | null = null;
  #hasServerHello = false;
  #verificationAtHello: number | null = null;
  #isDecided = false;
  #isOver = false;

  constructor(
    around: TunnelSurroundings,
    client: Duplex,
    target: { readonly host: string; readonly port: number },
  ) {
    this.#around = around;
    this.#client = client;
    this.#connection = around.newConnection(target.host, target.port);
    this.#gate = new HandshakeGate({
      toServer: (bytes) => {
        this.#toServer(bytes);
      },
      toClient: (bytes) => {
        this.#write(this.#client, bytes, this.#server);
      },
      onClientHello: (hello) => {
        this.#update({ sni: hello.sni, alpn: hello.alpn.length > 0 ? hello.alpn.join(', ') : null });
      },
      onServerHello: (hello) => {
        this.#hasServerHello = true;
        this.#verificationAtHello = this.#around.ledger.acceptance(this.host)?.id ?? null;
        this.#around.ledger.noteServerHello(this.host, performance.now());
        this.#update({ tlsVersion: hello.tlsVersion, cipherSuite: hello.cipherSuite });
      },
      release: () => this.#release(),
      onSettled: () => {
        this.#settle();
      },
      onCut: (why) => {
        this.#cut(why);
      },
    });
  }

  get host(): string {
    return this.#connection.host;
  }

  get port(): number {
    return this.#connection.port;
  }

  get isSettled(): boolean {
    return this.#gate.isSettled;
  }

  /** Runs the tunnel over a connected server socket, holding the host's turn until it settles. */
  run(server: Duplex, turn: Turn, deadlineMs: number): void {
    this.#server = server;
    this.#turn = turn;
    this.#update({ connectedMs: this.#elapsedMs() });
    this.#deadline = setTimeout(() => {
      this.#onDeadline();
    }, deadlineMs);
    this.#unwatch = this.#around.ledger.watch(this.host, () => {
      this.#onStandingChanged();
    });
    this.#pump(this.#client, server, (chunk) => {
      this.#fromClient(chunk);
    });
    this.#pump(server, this.#client, (chunk) => {
      this.#bytesReceived += chunk.length;
      if (this.#isTls === false) this.#write(this.#client, chunk, server);
      else this.#gate.fromServer(chunk);
    });
    this.#client.once('end', () => {
      // Half an end means something only where the client may speak at all.
      if (this.#isDecided) server.end();
      else this.#onClose(this.#client, server);
    });
    server.once('end', () => this.#client.end());
    for (const [stream, other] of [
      [this.#client, server],
      [server, this.#client],
    ] as const) {
      stream.on('error', () => stream.destroy());
      stream.once('close', () => {
        this.#onClose(stream, other);
      });
    }
    // It was paused while nobody listened.
    this.#client.resume();
  }

  /** Ends the tunnel before it has a server: refused, or the dial failed. */
  refuse(outcome: Outcome): void {
    this.#decide(outcome);
    this.#finish();
  }

  /** Ends the tunnel when its host was rejected earlier in the epoch: the verdict is that one's. */
  refuseIfRejected(): boolean {
    if (this.#around.ledger.standing(this.host) !== 'rejected') return false;
    this.#decideByLedger(true);
    this.#finish();
    return true;
  }

  /** Cuts both sides now: the epoch has ended, or the host was rejected. */
  destroy(reason: string): void {
    if (!this.#isDecided)
      this.#decide({ verdict: 'undecided', action: 'blocked', reason, errorCode: 'epoch-ended' });
    this.#finish();
  }

  /** Ends a settled tunnel that carried all it was for: nothing is on its way that a server would still have to get. */
  drop(): void {
    this.#server?.destroy();
    this.#finish();
  }

  note(facts: Partial<Connection>): void {
    this.#update(facts);
  }

  #fromClient(chunk: Buffer): void {
    if (this.#isTls === null) {
      this.#isTls = chunk[0] === tlsHandshakeByte;
      if (!this.#isTls && !this.#admitCleartext()) return;
    }
    if (this.#isTls) this.#gate.fromClient(chunk);
    else this.#toServer(chunk);
  }

  /** `ws://` comes through CONNECT as well: plain bytes pass only to a host that the policy lets go unpinned. */
  #admitCleartext(): boolean {
    const outcome = this.#around.judgeCleartext(this.host);
    this.#update({ protocol: 'cleartext', ...reportOnlyOf(outcome.evaluation) });
    this.#decide(outcome);
    this.#endHandshake();
    this.#turn?.release();
    if (outcome.action === 'allowed') return true;
    this.#finish();
    return false;
  }

  #toServer(bytes: Buffer): void {
    this.#bytesSent += bytes.length;
    if (this.#gate.isSettled || this.#isTls === false) this.#applicationBytesSent += bytes.length;
    if (this.#server !== null) this.#write(this.#server, bytes, this.#client);
  }

  #release(): 'pass' | 'hold' | 'block' {
    switch (this.#around.ledger.standing(this.host)) {
      case 'accepted':
        return 'pass';
      case 'pending':
        return 'hold';
      case 'rejected':
      case 'unknown':
        return 'block';
    }
  }

  #settle(): void {
    const verification = this.#around.ledger.acceptance(this.host);
    if (verification === null) throw new Error('A tunnel was released without an accept.');
    this.#endHandshake();
    this.#update({
      verificationId: verification.id,
      isNewVerification: verification.id !== this.#verificationAtHello,
      ...reportOnlyOf(verification.evaluation),
    });
    this.#decide({
      verdict: verification.evaluation.verdict,
      action: 'allowed',
      reason: verification.reason,
      errorCode: null,
    });
    this.#turn?.release();
  }

  #cut(why: Cut): void {
    switch (why.kind) {
      case 'protocol':
        this.#fail(
          this.#hasServerHello ? 'bad-handshake' : 'not-tls',
          `${authorityOf(this)} does not speak TLS as it should. ${why.what}`,
        );
        return;
      case 'blocked':
        this.#decideByLedger();
        break;
      case 'client-alert':
        this.#decideUnfinished(
          'handshake-unproven',
          `The certificate of ${this.host} was accepted, but the browser engine ended the handshake with an alert before it sent anything: the server did not prove that it holds the certificate’s key, or broke another rule of TLS.`,
        );
    }
    this.#finish();
  }

  /** The decision of a tunnel that may not pass: the rejection, or that there was no answer at all. */
  #decideByLedger(remembered = false): void {
    const rejection = this.#around.ledger.rejection(this.host);
    if (rejection === null) {
      this.#decide({
        verdict: 'undecided',
        action: 'blocked',
        reason: `The certificate of ${this.host} was never judged, so nothing was sent.`,
        errorCode: 'no-decision',
      });
      return;
    }
    this.#update({
      verificationId: rejection.id,
      isNewVerification: !remembered,
      ...reportOnlyOf(rejection.evaluation),
    });
    this.#decide({
      verdict: rejection.evaluation.verdict,
      action: 'blocked',
      reason: rejection.reason,
      errorCode: rejectionCode(rejection.evaluation.verdict),
      remembered,
    });
  }

  /** After an accept nothing held the client back: whoever ends the handshake then has a reason of its own. */
  #decideUnfinished(errorCode: string, reason: string): void {
    const verification = this.#around.ledger.acceptance(this.host);
    this.#update({
      verificationId: verification?.id ?? null,
      isNewVerification: verification !== null && verification.id !== this.#verificationAtHello,
    });
    this.#decide({ verdict: 'undecided', action: 'blocked', reason, errorCode });
  }

  #onStandingChanged(): void {
    const isRejected = this.#around.ledger.standing(this.host) === 'rejected';
    if (this.#gate.isAwaitingDecision) {
      // Told at once, so that the row is there before the request learns of it; the client's alert may still pass.
      if (isRejected) this.#decideByLedger();
      this.#gate.resume();
      return;
    }
    // A rejection ends every tunnel of the host, also those that were rightly accepted before it.
    if (this.isSettled && isRejected) this.#finish();
  }

  #onDeadline(): void {
    if (this.#gate.isAwaitingDecision) {
      this.#decideByLedger();
      this.#finish();
      return;
    }
    this.#around.onHandshakeTimeout(this.host);
    this.#fail('handshake-timeout', `${authorityOf(this)} did not finish the TLS handshake in time.`);
  }

  #fail(errorCode: string, reason: string): void {
    this.#decide({ verdict: 'undecided', action: 'blocked', reason, errorCode });
    this.#finish();
  }

  #onClose(stream: Duplex, other: Duplex): void {
    if (this.#isOver) return;
    if (this.#gate.isAwaitingDecision) {
      if (stream === this.#client && this.#around.ledger.standing(this.host) === 'accepted')
        this.#decideUnfinished(
          'client-left',
          `The certificate of ${this.host} was accepted, but the browser engine ended the handshake before it sent anything, as it does when a server asks for a client certificate.`,
        );
      else this.#decideByLedger();
    }
    // What the server sent before it closed is still on its way to a slow reader.
    if (this.#isDecided && stream === this.#server && !stream.errored && !other.destroyed) {
      other.end();
      return;
    }
    this.#fail(
      stream === this.#server ? 'closed-in-handshake' : 'cancelled',
      stream === this.#server
        ? `${authorityOf(this)} closed the connection during the TLS handshake.`
        : 'The request was given up before the certificate was judged.',
    );
  }

  #decide(outcome: Outcome): void {
    if (this.#isDecided) return;
    this.#isDecided = true;
    this.#update({
      verdict: outcome.verdict,
      action: outcome.action,
      reason: outcome.reason,
      errorCode: outcome.errorCode,
      remembered: outcome.remembered ?? false,
      decidedMs: this.#elapsedMs(),
    });
    this.#record();
  }

  #endHandshake(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#deadline = null;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#endHandshake();
    this.#unwatch?.();
    // The last bytes written (a refusal's alert) still go out; nothing more is read.
    this.#client.destroy();
    const server = this.#server;
    if (server !== null && !server.destroyed) {
      server.end();
      setTimeout(() => server.destroy(), 100).unref();
    }
    if (this.#turn !== null) {
      if (this.#hasServerHello && !this.isSettled) this.#turn.releaseAfterGrace();
      else this.#turn.release();
    }
    this.#update({ closedMs: this.#elapsedMs() });
    this.#record();
    this.#around.onOver(this);
  }

  /** Copies with backpressure: the source rests while the destination's buffer is full. */
  #write(to: Duplex, bytes: Buffer, from: Duplex | null): void {
    if (to.destroyed || to.writableEnded) return;
    if (to.write(bytes) || from === null || from.isPaused()) return;
    from.pause();
    to.once('drain', () => from.resume());
  }

  /** The records of a chunk are looked at one by one and leave together: a write for each costs more than all the looking. */
  #pump(from: Duplex, to: Duplex, take: (chunk: Buffer) => void): void {
    from.on('data', (chunk: Buffer) => {
      if (this.#isOver) return;
      to.cork();
      take(chunk);
      to.uncork();
    });
  }

  #record(): void {
    this.#update({
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      applicationBytesSent: this.#applicationBytesSent,
    });
    this.#around.record(this.#connection);
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }

  #update(facts: Partial<Connection>): void {
    this.#connection = { ...this.#connection, ...facts };
  }
}

const reportOnlyOf = (evaluation: Evaluation | null): Pick<Connection, 'reportOnlyVerdict'> => ({
  reportOnlyVerdict: evaluation?.reportOnly?.verdict ?? null,
});
