import type { App } from 'electron';

export interface HandOver {
  /** The second start's own arguments, as it was given them. */
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
}

/**
 * Two windows on one data folder would write the same journal and policy. True: this process is the one. False: the first one
 * was told, and this one must quit. The arguments travel as data, since Chromium reorders the command line it hands over.
 */
export function claimSingleInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>,
  ownArguments: readonly string[],
  onHandOver: (handOver: HandOver) => void,
): boolean {
  if (!app.requestSingleInstanceLock({ arguments: ownArguments })) return false;
  app.on('second-instance', (_event, _commandLine, workingDirectory, data) => {
    onHandOver({ arguments: argumentsIn(data), workingDirectory });
  });
  return true;
}

/** Any local process of the person can send this: what is not a list of texts counts as no arguments. */
function argumentsIn(data: unknown): readonly string[] {
  const given = typeof data === 'object' && data !== null && 'arguments' in data ? data.arguments : undefined;
  return Array.isArray(given) && given.every((item) => typeof item === 'string') ? given : [];
}
