/**
 * curl's arguments, as far as pins depend on them: which options take a value (curl's manual), what is an address, and
 * where `--next` begins another transfer. Of an option given twice the last counts. A value is never taken for an option.
 */
import { shortTakesValue, takesValue } from '../../../common/curl-options.ts';
import type { ShellWord } from '../../../common/shell-words.ts';

export interface CurlTransfer {
  /** Null: nothing is pinned. */
  readonly pins: ShellWord | null;
  readonly urls: readonly ShellWord[];
  readonly pinsProxy: boolean;
  readonly isInsecure: boolean;
  readonly followsRedirects: boolean;
}

const emptyTransfer = (): { -readonly [Key in keyof CurlTransfer]: CurlTransfer[Key] } & {
  urls: ShellWord[];
} => ({
  pins: null,
  urls: [],
  pinsProxy: false,
  isInsecure: false,
  followsRedirects: false,
});

type OpenTransfer = ReturnType<typeof emptyTransfer>;

const applyLong = (transfer: OpenTransfer, name: string, value: ShellWord | null): void => {
  if (name === 'pinnedpubkey') transfer.pins = value;
  else if (name === 'url' && value !== null) transfer.urls.push(value);
  else if (name === 'proxy-pinnedpubkey') transfer.pinsProxy = true;
  else if (name === 'insecure') transfer.isInsecure = true;
  else if (name === 'location' || name === 'location-trusted') transfer.followsRedirects = true;
};

/** `-sSLo file`: whether the last letter takes the next word for its value. */
const applyShort = (transfer: OpenTransfer, letters: string): boolean => {
  for (const [index, letter] of Array.from(letters).entries()) {
    if (shortTakesValue(letter)) return index === letters.length - 1;
    if (letter === 'k') transfer.isInsecure = true;
    if (letter === 'L') transfer.followsRedirects = true;
  }
  return false;
};

/** The words behind `curl`. */
export const readCurlArguments = (words: readonly ShellWord[]): readonly CurlTransfer[] => {
  let transfer = emptyTransfer();
  const transfers = [transfer];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const text = word?.text ?? '';
    if (text === '--next' || text === '-:') {
      transfer = emptyTransfer();
      transfers.push(transfer);
    } else if (text.startsWith('--') && text.length > 2) {
      const name = text.slice(2);
      if (takesValue(name)) index += 1;
      applyLong(transfer, name, takesValue(name) ? (words[index] ?? null) : null);
    } else if (text.startsWith('-') && text.length > 1) {
      if (applyShort(transfer, text.slice(1))) index += 1;
    } else if (word !== undefined && text !== '-' && text !== '--') transfer.urls.push(word);
  }
  return transfers;
};
