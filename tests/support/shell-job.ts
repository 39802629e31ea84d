/** A command as a job of a shell that has job control, as a terminal's shell starts it: ctrl-Z stops it, `fg` goes on with it. */
import { execFileSync, spawn } from 'node:child_process';

export interface ShellJob {
  /** Of the job's process group, and of the process that leads it. */
  readonly pid: number;
  /** Ctrl-Z; resolves once the shell has seen the job stop, with what it reports: 128 + SIGTSTP. */
  readonly stop: () => Promise<number>;
  readonly resume: () => void;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }>;
}

const script = `set -m; "$@" </dev/null & echo "job $!"; wait $!; echo "stopped $?"; read -r; kill -CONT -- -$!; wait $!; exit $?`;

export const startShellJob = async (words: readonly string[]): Promise<ShellJob> => {
  const shell = spawn('bash', ['-c', script, 'bash', ...words], {
    detached: true,
    // The shell tells of its jobs there.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let stdout = '';
  shell.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  const said = async (pattern: RegExp): Promise<number> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(stdout)?.[1];
        if (found === undefined) return;
        shell.stdout.off('data', look);
        resolve(Number(found));
      };
      shell.stdout.on('data', look);
      look();
    });
  const ended = new Promise<{ code: number | null; stdout: string }>((resolve, reject) => {
    shell.on('error', reject);
    shell.on('close', (code) => {
      resolve({ code, stdout });
    });
  });
  const pid = await said(/^job (\d+)$/m);
  return {
    pid,
    stop: async () => {
      process.kill(-pid, 'SIGTSTP');
      return said(/^stopped (\d+)$/m);
    },
    resume: () => {
      shell.stdin.end('\n');
    },
    interrupt: () => {
      process.kill(-pid, 'SIGINT');
    },
    ended,
  };
};

/** What a process and all it started do now, a letter each (`T`: stopped). Linux and macOS. */
export const statesBelow = (pid: number): readonly string[] => {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  const states: string[] = [];
  const add = (parent: string): void => {
    for (const [child = '', of, state = ''] of rows) {
      if (of !== parent) continue;
      states.push(state.charAt(0));
      add(child);
    }
  };
  add(String(pid));
  return states;
};
