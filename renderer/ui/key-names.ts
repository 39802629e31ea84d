/** Keys as this system's keyboards have them: `Ctrl+L` and `Ctrl L` are `⌘L` and `⌘ L` on macOS. */
export const keyNames = (keys: string, userAgent: string = navigator.userAgent): string =>
  userAgent.includes('Macintosh') ? keys.replaceAll('Ctrl+', '⌘').replaceAll('Ctrl', '⌘') : keys;
