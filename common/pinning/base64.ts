/**
 * Base64 (RFC 4648, section 4) and hexadecimal, for hashes: the rules here run in a page and in Node, which share no
 * codec that refuses what is not canonical (`atob` drops white space and ignores unused bits).
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** With padding; unused bits are zero. */
export const toBase64 = (bytes: readonly number[]): string => {
  let text = '';
  for (let start = 0; start < bytes.length; start += 3) {
    const group = bytes.slice(start, start + 3);
    const bits = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
    for (let place = 0; place < 4; place += 1) {
      text += place <= group.length ? alphabet.charAt((bits >> (18 - 6 * place)) & 63) : '=';
    }
  }
  return text;
};

/** Null when a character is not of the alphabet. Lenient on padding and unused bits: compare with `toBase64` of it. */
export const fromBase64 = (text: string): readonly number[] | null => {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.replace(/={0,2}$/, '')) {
    const value = alphabet.indexOf(character);
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xff_ff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
    }
  }
  return bytes;
};

/** Two digits a byte, either case, no separators; null for anything else. */
export const fromHex = (text: string): readonly number[] | null =>
  /^(?:[0-9a-f]{2})*$/i.test(text)
    ? (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
    : null;

/** Lower-case, no separators. */
export const toHex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
