/**
 * Text from certificates, files and servers as one line for a terminal: control characters, which could move the cursor or
 * change what stands on the screen, become visible (C0, DEL, C1), and so do marks that turn the direction of reading.
 */
export const harmless = (text: string): string =>
  text.replaceAll(
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
