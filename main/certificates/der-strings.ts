// Text inside names: the string types of X.680 that certificates use, and how untrusted text is shown.
import type { DerElement } from './der.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf16BigEndian(content: Buffer): string | null {
  if (content.length % 2 !== 0) return null;
  const text = Buffer.from(content).swap16().toString('utf16le');
  return /\p{Surrogate}/u.test(text) ? null : text;
}

function utf32BigEndian(content: Buffer): string | null {
  if (content.length % 4 !== 0) return null;
  let text = '';
  for (let at = 0; at < content.length; at += 4) {
    const codePoint = content.readUInt32BE(at);
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) return null;
    text += String.fromCodePoint(codePoint);
  }
  return text;
}

function asciiOf(content: Buffer): string | null {
  return content.every((byte) => byte < 0x80) ? content.toString('latin1') : null;
}

/** The text of a string type; null for another type, or bytes that are not that type's text. */
export function stringOf({ tag, content }: DerElement): string | null {
  switch (tag) {
    case 0x0c:
      try {
        return utf8.decode(content);
      } catch {
        return null;
      }
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x16: // IA5String
    case 0x1a: // VisibleString
      return asciiOf(content);
    case 0x14: // TeletexString: by custom Latin-1, never T.61
      return content.toString('latin1');
    case 0x1c:
      return utf32BigEndian(content);
    case 0x1e:
      return utf16BigEndian(content);
    default:
      return null;
  }
}

// C0 and C1 controls, line and paragraph separators, and what reorders or hides text: a certificate's text goes into
// reports and terminals, where these would forge lines.
const dangerous = /[\p{Cc}\p{Zl}\p{Zp}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

const hexPairs = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('hex')
    .replace(/../g, (pair) => `\\${pair.toUpperCase()}`);

/** Shows what would not be seen as `\0A`, the way RFC 4514 escapes any character. */
export const withoutControls = (text: string): string => text.replace(dangerous, hexPairs);
