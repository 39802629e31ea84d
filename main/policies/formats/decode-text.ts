/** Text by its byte order mark, UTF-8 without one. Bytes that are not text of that encoding are no text at all. */
const decoders = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** More is no configuration that a person wrote; archives and binary files are read as bytes. */
const maximumTextBytes = 32 * 1024 * 1024;

/** Without the mark; null: no text (or too much of it). */
export const decodeText = (bytes: Uint8Array): string | null => {
  if (bytes.length > maximumTextBytes) return null;
  const encoding =
    decoders.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte))?.encoding ?? 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
};
