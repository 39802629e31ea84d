// A desktop's keyring for one test: a session bus of its own and GNOME Keyring on it, unlocked, its files in a throw-away home.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Keyring {
  /** For the app that is to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export const hasKeyring = (): boolean => {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('which', ['dbus-daemon', 'gnome-keyring-daemon'], { stdio: 'ignore' });
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

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};

export async function startKeyring(home: string): Promise<Keyring> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const env = {
    DBUS_SESSION_BUS_ADDRESS: await firstLine(bus),
    // What Chromium recognises a desktop with libsecret by.
    XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_DATA_HOME: `${home}/.local/share`,
  };
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...env, HOME: home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('password of the login keyring');
  return {
    env,
    stop: async () => {
      await end(daemon);
      await end(bus);
    },
  };
}
