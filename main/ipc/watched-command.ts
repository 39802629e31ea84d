/** The one command that the window leads through its watch: asked for, run, shown until the next, and ended with the watch. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../common/ipc/state.ts';
import type { WatchState } from '../../common/ipc/watch.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { leadingVariables, writeBundle, writeTrustStore } from '../watch/command-environment.ts';
import { LastLines } from '../watch/last-lines.ts';
import { type LedCommand, runLedCommand } from '../watch/run-led-command.ts';
import type { WatchAuthority } from '../watch/watch-authority.ts';
import { commandRuns } from './watch-facts.ts';

const announceMs = 200;

export class WatchedCommand {
  readonly #confirm: (command: string) => Promise<boolean>;
  readonly #onChange: () => void;
  #running: {
    readonly text: string;
    readonly led: LedCommand;
    readonly output: LastLines;
    ended: string | null;
  } | null = null;
  #announcing: NodeJS.Timeout | null = null;
  #folder: string | null = null;

  /** `confirm`: the person is asked, outside the page, whether this command is to run. */
  constructor(confirm: (command: string) => Promise<boolean>, onChange: () => void) {
    this.#confirm = confirm;
    this.#onChange = onChange;
  }

  get state(): WatchState['command'] {
    if (this.#running === null) return null;
    const { text, ended, output } = this.#running;
    return { text, ended, output: output.text };
  }

  /** Expected failures: `command-running`, `command-not-started`. Success also where the person said no. */
  async run(
    text: string,
    { host, port }: { readonly host: string; readonly port: number },
    authority: WatchAuthority,
  ): Promise<Result<null, Failure>> {
    if (this.#running?.ended === null) return failure(commandRuns);
    if (text.trim() === '' || !(await this.#confirm(text))) return success(null);
    const folder = (this.#folder ??= await mkdtemp(join(tmpdir(), 'pinspect-watch-')));
    const [bundlePath, trustStore] = await Promise.all([
      writeBundle(folder, authority.certificatePem),
      writeTrustStore(folder, authority.certificatePath, process.env),
    ]);
    const output = new LastLines();
    const led = await runLedCommand({
      words: process.platform === 'win32' ? ['cmd', '/d', '/s', '/c', text] : ['/bin/sh', '-c', text],
      variables: leadingVariables({
        host: /^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host,
        port,
        caPath: authority.certificatePath,
        bundlePath,
        trustStore,
      }),
      environment: process.env,
      workingDirectory: process.cwd(),
      output: (stream, bytes) => {
        output.push(stream, bytes);
        this.#announceSoon();
      },
    });
    if (!led.ok) return failure({ code: 'command-not-started', message: led.error, advice: '' });
    const running = { text, led: led.value, output, ended: null as string | null };
    this.#running = running;
    void led.value.ended.then((how) => {
      running.ended = typeof how === 'number' ? `exit code ${how}` : how;
      this.#onChange();
    });
    this.#onChange();
    return success(null);
  }

  /** Resolves when it is gone, and what was written for it. */
  async stop(): Promise<void> {
    await this.#running?.led.stop();
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    this.#folder = null;
  }

  /** A program may write more often than anybody reads. */
  #announceSoon(): void {
    if (this.#announcing !== null) return;
    this.#announcing = setTimeout(() => {
      this.#announcing = null;
      this.#onChange();
    }, announceMs);
  }

  forget(): void {
    this.#running = null;
  }
}
