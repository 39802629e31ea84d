/** The end of what a program wrote, as text: its last lines, without the control characters that terminals obey. */
import { StringDecoder } from 'node:string_decoder';

const keptLines = 40;
const keptCharacters = 8_192;

export class LastLines {
  #text = '';
  /** Of each stream: a character may be cut between two chunks. */
  readonly #decoders = new Map<string, StringDecoder>();

  push(stream: string, bytes: Buffer): void {
    const decoder = this.#decoders.get(stream) ?? new StringDecoder('utf8');
    this.#decoders.set(stream, decoder);
    const text = this.#text + decoder.write(bytes);
    this.#text = text.slice(-2 * keptCharacters);
  }

  get text(): string {
    return (
      this.#text
        // Colours and cursor movements (ECMA-48), whole.
        // eslint-disable-next-line no-control-regex
        .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
        .replace(/\r\n/g, '\n')
        // eslint-disable-next-line no-control-regex
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
        .trimEnd()
        .split('\n')
        .slice(-keptLines)
        .join('\n')
        .slice(-keptCharacters)
    );
  }
}
