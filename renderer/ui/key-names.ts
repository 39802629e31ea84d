import { thisSystem } from './this-system.ts';

/** Keys as this system's keyboards have them: `Ctrl+L` and `Ctrl L` are `⌘L` and `⌘ L` on macOS. */
export const keyNames = (keys: string, userAgent: string = navigator.userAgent): string =>
  thisSystem(userAgent) === 'macOS' ? keys.replaceAll('Ctrl+', '⌘').replaceAll('Ctrl', '⌘') : keys;
