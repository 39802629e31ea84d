import { startVirtualDisplay } from '../../scripts/setup/display.mjs';

type Screen = Awaited<ReturnType<typeof startVirtualDisplay>>;

let own: Promise<Screen> | undefined;

/**
 * The display windows open on: the one there is, else one for this test file alone. What lies in front, the focus and the
 * clipboard belong to a display, and test files run beside each other. Undefined where none is needed.
 */
export async function display(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const existing = process.env.DISPLAY;
  if (existing) return existing;
  own ??= startOwn();
  return (await own).display;
}

/** Once the windows on it are closed: `own-display.ts` calls it after each test file. */
export async function stopOwnDisplay(): Promise<void> {
  const started = own;
  own = undefined;
  await (await started)?.stop();
}

async function startOwn(): Promise<Screen> {
  const screen = await startVirtualDisplay(process.env);
  // A run that is broken off comes by no hook.
  process.once('exit', () => void screen.stop());
  return screen;
}
