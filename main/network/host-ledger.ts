/**
 * What one session knows of each host: the last accept, the first rejection, verifications under way, and whose turn
 * it is to shake hands.
 *
 * Handshakes to a host are serial, whatever the port: Chromium's inner cache answers a second verification without
 * asking anyone while the first one's answer is on its way (electron, patches/chromium/
 * network_service_allow_remote_certificate_verification_logic.patch). A rejection is remembered for the session's
 * life; a retry by the person takes a new session. A handshake given up after the server's hello keeps the host's turn
 * for a grace time, because its verification may still be under way and its result would land in that inner cache.
 */
import type { Verification } from '../../common/records.ts';

/** Long enough for a verification that was under way to be answered: measured 0 leaks of 960 at 250 to 300 ms. */
const graceMs = 300;
/** A grace timer that fires later than this over its time says that the main thread stood still: the verification may still be queued behind it. */
const toleratedDelayMs = 50;
/** A verification that is never answered must not lock the host: whoever comes next is still held back by `pending`. */
const maximumGraceMs = 5_000;

interface HostEntry {
  accepted: Verification | null;
  rejected: Verification | null;
  /** Without a verification that could tell why. */
  isRefused: boolean;
  pending: number;
  isTaken: boolean;
  /** The last moment at which a server's hello came for this host: a verification may follow it. */
  lastHelloAt: number | null;
  readonly waiting: Set<(turn: Turn | null) => void>;
  readonly watchers: Set<() => void>;
}

/** The right to shake hands with a host. Released once, whatever is called how often. */
export interface Turn {
  release(): void;
  releaseAfterGrace(): void;
}

export type HostStanding = 'accepted' | 'rejected' | 'pending' | 'unknown';

export class HostLedger {
  readonly #hosts = new Map<string, HostEntry>();
  readonly #onBug: (error: unknown) => void;
  readonly #isSerial: boolean;
  #isClosed = false;

  /** `onBug` must not throw. */
  constructor(onBug: (error: unknown) => void, isSerial = true) {
    this.#onBug = onBug;
    this.#isSerial = isSerial;
  }

  #entry(host: string): HostEntry {
    let entry = this.#hosts.get(host);
    if (entry === undefined) {
      entry = {
        accepted: null,
        rejected: null,
        isRefused: false,
        pending: 0,
        isTaken: false,
        lastHelloAt: null,
        waiting: new Set(),
        watchers: new Set(),
      };
      this.#hosts.set(host, entry);
    }
    return entry;
  }

  /** No answer is a no: only `accepted` lets anything pass. */
  standing(host: string): HostStanding {
    const entry = this.#hosts.get(host);
    if (entry === undefined) return 'unknown';
    if (entry.rejected !== null || entry.isRefused) return 'rejected';
    if (entry.pending > 0) return 'pending';
    return entry.accepted === null ? 'unknown' : 'accepted';
  }

  /** Null also where nothing can tell why the host is refused. */
  rejection(host: string): Verification | null {
    return this.#hosts.get(host)?.rejected ?? null;
  }

  acceptance(host: string): Verification | null {
    return this.#hosts.get(host)?.accepted ?? null;
  }

  /** Records a decision. A rejection ends every earlier accept of the host, for good. */
  record(verification: Verification): void {
    const entry = this.#entry(verification.host);
    if (verification.action === 'allowed') entry.accepted = verification;
    else entry.rejected ??= verification;
    this.#notify(entry);
  }

  /** Rejects a host whose verification failed so badly that there is no decision to record. */
  refuse(host: string): void {
    const entry = this.#entry(host);
    entry.isRefused = true;
    this.#notify(entry);
  }

  /** A verification has begun; call the result when it has ended. Nothing is released meanwhile. */
  beginVerification(host: string): () => void {
    const entry = this.#entry(host);
    entry.pending += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      entry.pending -= 1;
      this.#notify(entry);
    };
  }

  /** A server's hello was seen: a verification of this host is to be expected. */
  noteServerHello(host: string, at: number): void {
    this.#entry(host).lastHelloAt = at;
  }

  lastServerHelloAt(host: string): number | null {
    return this.#hosts.get(host)?.lastHelloAt ?? null;
  }

  /** Called at every change of the host's standing; returns its undo. */
  watch(host: string, listener: () => void): () => void {
    const { watchers } = this.#entry(host);
    watchers.add(listener);
    return () => watchers.delete(listener);
  }

  /** Waits for the host's turn; `null` when the wait was given up (`signal`, or the ledger was closed). */
  async takeTurn(host: string, signal: AbortSignal): Promise<Turn | null> {
    if (this.#isClosed || signal.aborted) return null;
    const entry = this.#entry(host);
    if (!entry.isTaken || !this.#isSerial) {
      entry.isTaken = true;
      return this.#turn(entry);
    }
    return new Promise((resolve) => {
      const settle = (turn: Turn | null): void => {
        entry.waiting.delete(settle);
        signal.removeEventListener('abort', abandon);
        resolve(turn);
      };
      const abandon = (): void => {
        settle(null);
      };
      signal.addEventListener('abort', abandon);
      entry.waiting.add(settle);
    });
  }

  /** Forgets every accept and sends away everyone who waits. Rejections stay. */
  close(): void {
    this.#isClosed = true;
    for (const entry of this.#hosts.values()) {
      entry.accepted = null;
      for (const settle of [...entry.waiting]) settle(null);
    }
  }

  #turn(entry: HostEntry): Turn {
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      this.#passOn(entry);
    };
    const waitGrace = (endMs: number): void => {
      const dueMs = performance.now() + graceMs;
      setTimeout(() => {
        const nowMs = performance.now();
        const mayBeUnderWay = nowMs > dueMs + toleratedDelayMs || entry.pending > 0;
        if (mayBeUnderWay && nowMs < endMs) waitGrace(endMs);
        else release();
      }, graceMs);
    };
    return {
      release,
      releaseAfterGrace: () => {
        waitGrace(performance.now() + maximumGraceMs);
      },
    };
  }

  #passOn(entry: HostEntry): void {
    const [next] = entry.waiting;
    if (next === undefined) entry.isTaken = false;
    else next(this.#turn(entry));
  }

  /** A listener that fails must keep neither the others from ending their tunnels nor the proc from answering. */
  #notify(entry: HostEntry): void {
    for (const listener of [...entry.watchers])
      try {
        listener();
      } catch (error) {
        this.#onBug(error);
      }
  }
}
