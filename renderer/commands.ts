/**
 * What the command palette offers. A view adds its own commands while it is there (`useCommands`); those that hold
 * everywhere are in `shell/window-commands.ts`.
 */
import type { Icon } from '@tabler/icons-react';
import { useEffect, useSyncExternalStore } from 'react';

export interface Command {
  /** Unique; also what the palette lists first by. */
  readonly id: string;
  readonly label: string;
  /** The heading it stands under. */
  readonly group: string;
  readonly icon?: Icon;
  /** `Ctrl+L` */
  readonly keys?: string;
  readonly run: () => void;
}

const registered = new Map<object, readonly Command[]>();
let all: readonly Command[] = [];
const listeners = new Set<() => void>();

const publish = (): void => {
  all = [...registered.values()].flat();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Offers these for as long as the component is mounted. `commands` must be the same array until something changes. */
export const useCommands = (commands: readonly Command[]): void => {
  useEffect(() => {
    const key = {};
    registered.set(key, commands);
    publish();
    return () => {
      registered.delete(key);
      publish();
    };
  }, [commands]);
};

export const useAllCommands = (): readonly Command[] => useSyncExternalStore(subscribe, () => all);
