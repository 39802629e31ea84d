/** The system that the window runs on, as Chromium names it. */
export const thisSystem = (userAgent: string = navigator.userAgent): 'Windows' | 'macOS' | 'Linux' =>
  userAgent.includes('Windows') ? 'Windows' : userAgent.includes('Macintosh') ? 'macOS' : 'Linux';
