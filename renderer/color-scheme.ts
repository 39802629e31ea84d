import type { MantineColorSchemeManager } from '@mantine/core';
import { changeWindowSettings, readWindowSettings, subscribeWindowSettings } from './window-settings.ts';

let unsubscribe: (() => void) | null = null;

/** Light, dark or as the system has it, kept with the window's other settings. */
export const colorSchemeOfSettings: MantineColorSchemeManager = {
  get: () => readWindowSettings().theme,
  set: (theme) => {
    if (theme !== readWindowSettings().theme) changeWindowSettings({ theme });
  },
  subscribe: (onUpdate) => {
    let shown = readWindowSettings().theme;
    unsubscribe = subscribeWindowSettings(() => {
      const { theme } = readWindowSettings();
      if (theme === shown) return;
      shown = theme;
      onUpdate(theme);
    });
  },
  unsubscribe: () => {
    unsubscribe?.();
    unsubscribe = null;
  },
  clear: () => {
    changeWindowSettings({ theme: 'auto' });
  },
};
