import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { bundledJournal } from './bundle-journal.ts';

export interface JournalProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** What it told so far, a fact a line. */
  readonly facts: readonly Record<string, unknown>[];
  readonly stderr: () => string;
  /** Settles with the facts when one of them satisfies the condition; rejects when it ends without. */
  readonly until: (condition: (fact: Record<string, unknown>) => boolean) => Promise<void>;
  readonly ended: Promise<void>;
}

export interface StartOptions {
  readonly node?: string;
  /** Largest file it may write, in KiB; a write beyond fails. */
  readonly fileLimitKib?: number;
}

export async function startJournalProcess(
  task: 'record-forever' | 'record-until-closed' | 'read-back',
  folder: string,
  { node = process.execPath, fileLimitKib }: StartOptions = {},
): Promise<JournalProcess> {
  const entry = fileURLToPath(await bundledJournal('journal-process'));
  const command = [node, entry, task, folder];
  // Only the soft limit: the test raises it again from outside.
  const limited =
    fileLimitKib === undefined ? command : ['prlimit', `--fsize=${fileLimitKib * 1_024}:`, ...command];
  const child = spawn(limited[0] ?? node, limited.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const facts: Record<string, unknown>[] = [];
  const watchers = new Set<() => void>();
  let rest = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    facts.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    for (const watch of watchers) watch();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const until: JournalProcess['until'] = (condition) =>
    new Promise((resolve, reject) => {
      let seen = 0;
      const watch = (): void => {
        while (seen < facts.length) {
          const fact = facts[seen];
          seen += 1;
          if (fact !== undefined && condition(fact)) {
            watchers.delete(watch);
            resolve();
            return;
          }
        }
      };
      watchers.add(watch);
      watch();
      void ended.then(() => {
        reject(new Error(`The process ended. ${errors}`));
      });
    });
  return { child, facts, stderr: () => errors, until, ended };
}
