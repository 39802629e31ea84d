/**
 * Property lists in XML (Apple's PropertyList-1.0 DTD), read over a strict XML parser. Taken too: a piece of one without
 * `<plist>` around it, as people copy it. Refused: a key that stands twice in a dictionary (readers differ on which one
 * counts), entities of the document's own, elements and text that the DTD does not know, and more depth or values than
 * any app has.
 */
import { SaxesParser } from 'saxes';
import { failure, success, type Result } from '../../../common/result.ts';
import type { FormatProblems } from './policy-format.ts';
import { maximumPlistDepth, maximumPlistValues, type PlistValue } from './plist-value.ts';

interface DictFrame {
  readonly kind: 'dict';
  readonly members: Map<string, PlistValue>;
  key: string | null;
}

type Frame =
  | DictFrame
  | { readonly kind: 'list'; readonly items: PlistValue[] }
  | { readonly kind: 'leaf'; readonly name: string; text: string }
  /** `<plist>`, and what is around it. */
  | { readonly kind: 'root'; value: PlistValue | null };

class Fault extends Error {
  readonly found: string;
  readonly expected: string;

  constructor(found: string, expected: string) {
    super(found);
    this.found = found;
    this.expected = expected;
  }
}

const leaves = ['key', 'string', 'integer', 'real', 'date', 'data'];

const readInteger = (text: string): number | bigint => {
  const [, sign = '', digits] = /^([+-]?)(\d{1,20}|0x[\da-f]{1,16})$/i.exec(text) ?? [];
  if (digits === undefined) throw new Fault(`the integer "${text.slice(0, 40)}"`, 'a whole number');
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
};

const readReal = (text: string): number => {
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text.toLowerCase() !== 'nan')
    throw new Fault(`the number "${text.slice(0, 40)}"`, 'a number');
  return value;
};

const readDate = (text: string): Date => {
  const date = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? text : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new Fault(`the date "${text.slice(0, 40)}"`, 'a date such as 2027-06-30T00:00:00Z');
  return date;
};

const readData = (text: string): Uint8Array => {
  const base64 = text.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new Fault('data that is not base64', 'base64');
  return Buffer.from(base64, 'base64');
};

const readLeaf = (name: string, text: string): PlistValue => {
  switch (name) {
    case 'integer':
      return readInteger(text.trim());
    case 'real':
      return readReal(text.trim());
    case 'date':
      return readDate(text.trim());
    case 'data':
      return readData(text);
    default:
      return text;
  }
};

/** Builds the value while the parser walks. Throws a `Fault` at the place of an error. */
class PlistBuilder {
  /** A piece of a list: `<key>…</key><dict>…</dict>` at the top is the inside of a dictionary. */
  readonly #isPiece: boolean;
  #frames: Frame[] = [{ kind: 'root', value: null }];
  #count = 0;

  constructor(isPiece: boolean) {
    this.#isPiece = isPiece;
  }

  get #top(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Error('The outermost frame is never taken away');
    return frame;
  }

  open(name: string): void {
    if (name === 'plist') {
      if (this.#frames.length > 1 || this.#isPiece)
        throw new Fault('<plist> inside another value', 'a value');
      return;
    }
    const isKnown = leaves.includes(name) || ['dict', 'array', 'true', 'false'].includes(name);
    if (!isKnown) throw new Fault(`the element <${name}>`, 'an element of a property list');
    this.#expectPlaceFor(name);
    this.#count += 1;
    if (this.#count > maximumPlistValues)
      throw new Fault('more values', `at most ${maximumPlistValues} values`);
    if (this.#frames.length > maximumPlistDepth)
      throw new Fault('deeper values', `at most ${maximumPlistDepth} levels`);
    if (name === 'dict') this.#frames.push({ kind: 'dict', members: new Map(), key: null });
    else if (name === 'array') this.#frames.push({ kind: 'list', items: [] });
    else this.#frames.push({ kind: 'leaf', name, text: '' });
  }

  close(name: string): void {
    if (name === 'plist') return;
    const frame = this.#top;
    if (frame.kind === 'dict' && frame.key !== null)
      throw new Fault(`the key "${frame.key}" without a value`, 'a value after each key');
    this.#frames.pop();
    if (frame.kind === 'leaf' && frame.name === 'key') this.#takeKey(frame.text);
    else if (frame.kind === 'leaf')
      this.#take(['true', 'false'].includes(name) ? name === 'true' : readLeaf(name, frame.text));
    else if (frame.kind === 'dict') this.#take(frame.members);
    else if (frame.kind === 'list') this.#take(frame.items);
  }

  text(text: string): void {
    const frame = this.#top;
    if (frame.kind === 'leaf' && frame.name !== 'true' && frame.name !== 'false') frame.text += text;
    else if (text.trim() !== '')
      throw new Fault(`the text "${text.trim().slice(0, 40)}"`, 'elements only, here');
  }

  finish(): PlistValue {
    const [frame] = this.#frames;
    if (frame?.kind === 'dict') {
      if (frame.key !== null)
        throw new Fault(`the key "${frame.key}" without a value`, 'a value after each key');
      return frame.members;
    }
    if (frame?.kind !== 'root' || frame.value === null) throw new Fault('no value', 'a property list');
    return frame.value;
  }

  #expectPlaceFor(name: string): void {
    const frame = this.#top;
    if (frame.kind === 'leaf') throw new Fault(`<${name}> inside <${frame.name}>`, 'text only');
    if (frame.kind === 'root' && frame.value !== null)
      throw new Fault(`<${name}> after the value`, 'one value');
    if (name !== 'key') {
      if (frame.kind === 'dict' && frame.key === null)
        throw new Fault(`<${name}> without a key`, 'a <key> before each value of a dictionary');
      return;
    }
    if (frame.kind === 'root' && this.#isPiece) {
      this.#frames = [{ kind: 'dict', members: new Map(), key: null }];
    } else if (frame.kind !== 'dict') {
      throw new Fault('<key> outside a dictionary', 'a <dict> around it');
    } else if (frame.key !== null) {
      throw new Fault(`two keys in a row after "${frame.key}"`, 'a value after each key');
    }
  }

  #takeKey(key: string): void {
    const frame = this.#top;
    if (frame.kind !== 'dict') throw new Error('A key is opened in a dictionary only');
    if (frame.members.has(key)) throw new Fault(`the key "${key}" twice`, 'each key once in a dictionary');
    frame.key = key;
  }

  #take(value: PlistValue): void {
    const frame = this.#top;
    if (frame.kind === 'list') frame.items.push(value);
    else if (frame.kind === 'root') frame.value = value;
    else if (frame.kind === 'dict' && frame.key !== null) {
      frame.members.set(frame.key, value);
      frame.key = null;
    }
  }
}

const fault = (
  line: number,
  column: number,
  found: string,
  expected: string,
): Result<never, FormatProblems> => failure([{ path: `line ${line}, column ${column}`, found, expected }]);

/** Problems carry line and column, both from 1. */
export const readXmlPlist = (text: string): Result<PlistValue, FormatProblems> => {
  const isPiece = !/^\s*<(?:\?xml|!DOCTYPE)|<plist[\s/>]/.test(text);
  const builder = new PlistBuilder(isPiece);
  const parser = new SaxesParser({ position: true, fragment: isPiece });
  parser.on('error', (error) => {
    throw new Fault(error.message.replace(/^(?:[^:]*:)?\d+:\d+: |\.$/g, ''), 'well-formed XML');
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('['))
      throw new Fault('entities of its own', 'a property list without a DTD of its own');
  });
  parser.on('opentag', ({ name }) => {
    builder.open(name);
  });
  parser.on('closetag', ({ name }) => {
    builder.close(name);
  });
  parser.on('text', (data) => {
    builder.text(data);
  });
  parser.on('cdata', (data) => {
    builder.text(data);
  });
  try {
    parser.write(text).close();
    return success(builder.finish());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return fault(parser.line, parser.columnIndex + 1, error.found, error.expected);
  }
};
