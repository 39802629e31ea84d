/**
 * One mitmdump process: its events, its end. It ends in three ways: stopped (SIGTERM, where there is one, else its
 * lifeline is closed; SIGKILL when that takes too long), by itself (a crash: told to `onExit`), or because this process
 * is gone (the addon sees its standard input close).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { InterceptorEvent } from '../../common/records.ts';
import type { WatchEvent } from '../../common/watch/watch-event.ts';
import type { InterceptorExit } from './interceptor.ts';
import { parseMitmproxyLine, splitLines } from './mitmproxy-events.ts';

const keptLines = 20;
/** mitmproxy closes its connections and saves nothing of ours: what takes longer hangs. */
const stopTimeoutMs = 3_000;
/** A grandchild may hold the pipes open after the end; its last words are not worth more than this. */
const lastWordsTimeoutMs = 500;

export class MitmproxyProcess {
  readonly #child: ChildProcess;
  readonly #secret: string;
  readonly #emitter = new EventEmitter<{
    event: [InterceptorEvent];
    watch: [WatchEvent];
    exit: [InterceptorExit];
  }>();
  readonly #lastLines: string[] = [];
  /** Ports of our own probes: connections nobody asked for. */
  readonly #probePorts = new Set<number>();
  readonly #seenPorts = new Set<number>();
  #isRunning = false;
  #isReady = false;
  #isStopping = false;
  #exit: InterceptorExit | undefined;
  #malformedLines = 0;

  constructor(path: string, parameters: readonly string[], env: NodeJS.ProcessEnv, secret: string) {
    this.#secret = secret;
    this.#emitter.setMaxListeners(0);
    this.#child = spawn(path, parameters, {
      // No bytecode beside the addon: it could outlive the source it was made from.
      env: { ...env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#readLines();
    this.#child.once('error', (error) => {
      this.#lastLines.push(error.message);
      if (this.#child.pid === undefined) this.#end(null, null);
    });
    this.#child.once('exit', (exitCode, signal) => {
      // A build that unpacks itself runs as a child of the process that ended: it hears of it here.
      this.#child.stdin?.destroy();
      void this.#lastWords().then(() => {
        this.#end(exitCode, signal);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The addon is loaded and has said so. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  get exit(): InterceptorExit | undefined {
    return this.#exit;
  }

  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Lines of the addon that were not understood: a version that speaks differently, or a bug. */
  get malformedLines(): number {
    return this.#malformedLines;
  }

  /** True once it has reported a connection from this port, which proves that the connection reached this very process. */
  hasSeenProbe(port: number): boolean {
    return this.#seenPorts.has(port);
  }

  /** From now on events reach the listeners; those of the given ports never do. */
  becomeReady(probePorts: readonly number[]): void {
    for (const port of probePorts) this.#probePorts.add(port);
    this.#seenPorts.clear();
    this.#isReady = true;
  }

  onEvent(listener: (event: InterceptorEvent) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }

  onWatch(listener: (event: WatchEvent) => void): () => void {
    this.#emitter.on('watch', listener);
    return () => this.#emitter.off('watch', listener);
  }

  onExit(listener: (exit: InterceptorExit) => void): () => void {
    const exit = this.#exit;
    if (exit === undefined) {
      this.#emitter.once('exit', listener);
    } else if (!this.#isStopping) {
      queueMicrotask(() => {
        listener(exit);
      });
    }
    return () => this.#emitter.off('exit', listener);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const hasEnded = once(child, 'exit');
    if (process.platform === 'win32') child.stdin?.destroy();
    else child.kill('SIGTERM');
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
    }, stopTimeoutMs);
    await hasEnded;
    clearTimeout(timer);
  }

  #readLines(): void {
    const keep = (line: string): void => {
      this.#lastLines.push(line);
      if (this.#lastLines.length > keptLines) this.#lastLines.shift();
    };
    this.#child.stdout?.setEncoding('utf8').on(
      'data',
      splitLines((line) => {
        const parsed = parseMitmproxyLine(line, this.#secret);
        if (parsed.kind === 'talk') keep(parsed.text);
        else if (parsed.kind === 'running') this.#isRunning = true;
        else if (parsed.kind === 'watch') this.#takeWatch(parsed.event, parsed.clientPort);
        else if (parsed.kind === 'malformed') this.#malformedLines += 1;
        else this.#take(parsed.event);
      }),
    );
    this.#child.stderr?.setEncoding('utf8').on('data', splitLines(keep));
  }

  #take(event: InterceptorEvent): void {
    if (!this.#isReady) {
      this.#seenPorts.add(event.clientPort);
    } else if (this.#probePorts.has(event.clientPort)) {
      // The port is free for others once its connection is closed.
      if (event.kind === 'disconnected') this.#probePorts.delete(event.clientPort);
    } else {
      this.#emitter.emit('event', event);
    }
  }

  /** Comes before the plain event of the same end, so a probe's port is still known. */
  #takeWatch(event: WatchEvent, clientPort: number): void {
    if (this.#isReady && !this.#probePorts.has(clientPort)) this.#emitter.emit('watch', event);
  }

  async #lastWords(): Promise<void> {
    const streams = [this.#child.stdout, this.#child.stderr];
    const ended = streams.flatMap((stream) =>
      stream === null || stream.closed ? [] : [once(stream, 'close')],
    );
    await Promise.race([
      Promise.allSettled(ended),
      new Promise((resolve) => setTimeout(resolve, lastWordsTimeoutMs)),
    ]);
  }

  #end(exitCode: number | null, signal: string | null): void {
    if (this.#exit !== undefined) return;
    this.#exit = { exitCode, signal, lastLines: [...this.#lastLines] };
    if (!this.#isStopping) this.#emitter.emit('exit', this.#exit);
  }
}
