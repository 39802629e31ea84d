/**
 * A pin as Apple's formats write it: base64 of the SHA-256 of a public key, without a prefix. What is not exactly that is
 * refused with the spelling that would be right, where one can be guessed.
 */
import { fromBase64 } from '../../../common/pinning/base64.ts';
import { normalisePin } from '../../../common/pinning/normalise-pin.ts';
import { parsePin, pinFromHash } from '../../../common/pinning/pin.ts';
import { failure, success, type Result } from '../../../common/result.ts';

const prefix = 'sha256/';

export const bareText = (pin: string): string => pin.slice(prefix.length);

const expectation = (text: string): string => {
  const guess = normalisePin(text);
  const form = 'base64 of 32 bytes, without a prefix';
  return guess.ok && guess.value.pin.kind === 'sha256'
    ? `${form}: "${bareText(guess.value.pin.text)}"`
    : form;
};

/** To a canonical pin. The error says what was expected. */
export const parseBarePin = (text: string): Result<string, string> => {
  const pin = parsePin(`${prefix}${text}`);
  return pin.ok ? success(pin.value.text) : failure(expectation(text));
};

/** Takes bits at the end that belong to no byte, as a decoder does and a comparison of texts does not. */
export const decodeBarePin = (text: string): Result<string, string> => {
  const bytes = /^[^=]{43}=$/.test(text) ? fromBase64(text) : null;
  return bytes === null ? failure(expectation(text)) : success(pinFromHash('sha256', bytes).text);
};
