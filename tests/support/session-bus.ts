// A session bus of one test's own, for the services of a desktop on it.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface SessionBus {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Whether Linux has a bus and all these programs. */
export const hasDesktopPrograms = (...names: readonly string[]): boolean => {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('which', ['dbus-daemon', ...names], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error('The session bus ended at once.');
};

export const endProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};

export async function startSessionBus(home: string): Promise<SessionBus> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { address: await firstLine(bus), stop: () => endProcess(bus) };
}
