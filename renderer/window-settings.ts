/** What the window remembers between two runs: read once before it is drawn, saved with each change. */
import { useSyncExternalStore } from 'react';
import type { WindowSettings } from '../common/ipc/window-settings.ts';
import { defaultWindowSettings } from '../common/ipc/window-settings.ts';
import { call } from './bridge.ts';

let settings = defaultWindowSettings;
const listeners = new Set<() => void>();

export const subscribeWindowSettings = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Before anything is drawn. */
export const loadWindowSettings = async (): Promise<void> => {
  settings = await call('settings.load', {});
};

export const readWindowSettings = (): WindowSettings => settings;

export const changeWindowSettings = (change: Partial<WindowSettings>): void => {
  settings = { ...settings, ...change };
  for (const listener of listeners) listener();
  void call('settings.save', settings);
};

export const useWindowSettings = (): WindowSettings =>
  useSyncExternalStore(subscribeWindowSettings, readWindowSettings);
