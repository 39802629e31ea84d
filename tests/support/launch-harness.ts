import type { Harness, QueuedCall } from './harness/main.ts';
import { createHome, launchElectron, type LaunchedElectron } from './launch-electron.ts';
import { trustInNss } from './nss-trust.ts';

type Calls = { [Name in keyof Harness]: Harness[Name] };

export interface LaunchedHarness {
  /** Calls a function of the harness inside Electron's main process. */
  readonly call: <Name extends keyof Calls>(
    name: Name,
    ...parameters: Parameters<Calls[Name]>
  ) => Promise<Awaited<ReturnType<Calls[Name]>>>;
  readonly launched: LaunchedElectron;
  readonly close: () => Promise<void>;
}

/** The network stack in a real Electron whose system trusts these roots. Without a display unless pages are opened. */
export async function launchHarness(
  trustedPems: readonly string[],
  options: {
    readonly headless?: boolean;
    /** Chromium's switches, besides those that the product sets. */
    readonly switches?: readonly string[];
    /** False: the product sets none of its own, so that a test sees what the relay does by itself. */
    readonly setsSafeSwitches?: boolean;
  } = {},
): Promise<LaunchedHarness> {
  const home = await createHome();
  for (const [index, pem] of trustedPems.entries()) await trustInNss(home, pem, `root ${index}`);
  const launched = await launchElectron({
    app: 'dist/harness/index.js',
    builds: ['harness'],
    headless: options.headless ?? true,
    args: options.switches ?? [],
    env: options.setsSafeSwitches === false ? { PINSPECT_HARNESS_SWITCHES: 'as-given' } : {},
    home,
  });
  return {
    launched,
    close: launched.close,
    call: async (name, ...parameters) =>
      launched.electron.evaluate(
        (_electron, sent) =>
          new Promise((resolve, reject) => {
            const { harnessCalls } = globalThis as unknown as { harnessCalls: QueuedCall[] };
            harnessCalls.push({ ...sent, resolve, reject });
          }) as never,
        { name, parameters },
      ),
  };
}
