import { spawn } from 'node:child_process';
import { oncePerRun, resultOfRun } from './once-per-run.ts';

interface Display {
  /** `:99` */
  readonly name: string;
  readonly pid: number;
}

/** The display windows open on: the one there is, else an Xvfb that global-setup.ts ends. Undefined where none is needed. */
export async function display(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const existing = process.env.DISPLAY;
  if (existing) return existing;
  const started = JSON.parse(await oncePerRun('display', startXvfb)) as Display;
  return started.name;
}

export async function stopDisplay(runFolder: string): Promise<void> {
  const started = await resultOfRun(runFolder, 'display');
  if (started === undefined) return;
  try {
    process.kill((JSON.parse(started) as Display).pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function startXvfb(): Promise<string> {
  // -displayfd: Xvfb takes a free number itself and says which, once it listens.
  const xvfb = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1440x960x24', '-nolisten', 'tcp', '-noreset'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true,
    },
  );
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.on('error', (error) => {
      reject(
        new Error(`No DISPLAY, and Xvfb does not start (Debian: apt-get install xvfb): ${error.message}`),
      );
    });
    xvfb.on('exit', (code) => {
      reject(new Error(`Xvfb ended with ${code ?? 'a signal'}.`));
    });
    let written = '';
    // The line end is a write of its own: who closes the pipe before it ends Xvfb with SIGPIPE.
    xvfb.stdio[3]?.on('data', (data: Buffer) => {
      written += data.toString();
      if (written.endsWith('\n')) resolve(written.trim());
    });
  });
  xvfb.stdio[3]?.destroy();
  xvfb.unref();
  const { pid } = xvfb;
  if (pid === undefined) throw new Error('Xvfb has no process id.');
  return JSON.stringify({ name: `:${number}`, pid } satisfies Display);
}
