// A desktop's keyring for one test: GNOME Keyring on a session bus of its own, unlocked, its files in a throw-away home.
import { spawn } from 'node:child_process';
import { endProcess, hasDesktopPrograms, startSessionBus } from './session-bus.ts';

export interface Keyring {
  /** For the app that is to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export const hasKeyring = (): boolean => hasDesktopPrograms('gnome-keyring-daemon');

export async function startKeyring(home: string): Promise<Keyring> {
  const bus = await startSessionBus(home);
  const env = {
    DBUS_SESSION_BUS_ADDRESS: bus.address,
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
      await endProcess(daemon);
      await bus.stop();
    },
  };
}
