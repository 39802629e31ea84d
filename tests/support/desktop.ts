// A desktop for one test, on a screen of its own: a session bus, openbox as the window manager and dunst as the notification service.
import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startVirtualDisplay } from '../../scripts/setup/display.mjs';
import { endProcess, hasDesktopPrograms, startSessionBus } from './session-bus.ts';

export interface ShownNotification {
  readonly appname: string;
  readonly summary: string;
  readonly body: string;
}

export interface Desktop {
  /** For the app that is to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Notifications on the screen. */
  readonly countNotifications: () => Promise<number>;
  /** What dunst does when the newest one is clicked: its default action is told over the bus, and it goes. */
  readonly clickNotification: () => Promise<void>;
  /** Those that are no longer on the screen, newest first. */
  readonly notificationHistory: () => Promise<readonly ShownNotification[]>;
  readonly stop: () => Promise<void>;
}

const run = promisify(execFile);

/** `busctl` and `dbus-send` are what `dunstctl` asks with. */
export const hasDesktop = (): boolean =>
  hasDesktopPrograms('openbox', 'dunst', 'dunstctl', 'busctl', 'dbus-send');

/** Nothing goes by itself, and what was clicked goes to the history. */
const configuration = `[global]
    idle_threshold = 0
    history_length = 20
[urgency_normal]
    timeout = 0
`;

export async function startDesktop(home: string): Promise<Desktop> {
  const screen = await startVirtualDisplay({ ...process.env, HOME: home });
  const bus = await startSessionBus(home);
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, DISPLAY: screen.display };
  const surroundings = { env: { ...process.env, ...env, HOME: home } };
  const configurationPath = join(home, 'dunstrc');
  await writeFile(configurationPath, configuration);
  const windowManager = spawn('openbox', { ...surroundings, stdio: 'ignore' });
  const service = spawn('dunst', ['-config', configurationPath], { ...surroundings, stdio: 'ignore' });
  const ask = async (...words: readonly string[]): Promise<string> =>
    (await run('dunstctl', words, surroundings)).stdout;
  return {
    env,
    countNotifications: async () => Number((await ask('count', 'displayed')).trim()),
    clickNotification: async () => {
      await ask('action', '0');
      await ask('close');
    },
    notificationHistory: async () => {
      const answer = JSON.parse(await ask('history')) as {
        readonly data: readonly (readonly Readonly<Record<string, { readonly data: unknown }>>[])[];
      };
      return (answer.data[0] ?? []).map(({ appname, summary, body }) => ({
        appname: String(appname?.data),
        summary: String(summary?.data),
        body: String(body?.data),
      }));
    },
    stop: async () => {
      await endProcess(service);
      await endProcess(windowManager);
      await bus.stop();
      await screen.stop();
    },
  };
}
