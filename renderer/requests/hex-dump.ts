const bytesInLine = 16;

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** Place, sixteen bytes in hexadecimal, and what of them is ASCII, a line each, as `hexdump -C` writes it. */
export const hexDump = (base64: string): string => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesInLine) {
    const line = [...bytes.subarray(at, at + bytesInLine)];
    const hexadecimal = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = line.map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hexadecimal.padEnd(bytesInLine * 3 - 1)}  ${text}`);
  }
  return lines.join('\n');
};

/** Of a text, so that it can be looked at byte for byte too. */
export const base64OfText = (text: string, mostBytes: number): string => {
  const bytes = new TextEncoder().encode(text.slice(0, mostBytes)).subarray(0, mostBytes);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
};
