/**
 * XML written as text, over a strict parser (saxes): well-formed or refused, with line and column. Refused besides:
 * a document type with declarations of its own (entities), deeper nesting and more elements than any configuration has.
 */
import { SaxesParser } from 'saxes';
import { failure, success, type Result } from '../../../common/result.ts';
import type { FormatProblems } from './policy-format.ts';
import { maximumXmlDepth, maximumXmlElements, type XmlElement } from './xml-element.ts';

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

class Fault extends Error {
  readonly expected: string;

  constructor(found: string, expected: string) {
    super(found);
    this.expected = expected;
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

export const readXmlText = (text: string): Result<XmlElement, FormatProblems> => {
  const parser = new SaxesParser({ position: true });
  const open: OpenElement[] = [];
  let root: OpenElement | null = null;
  let count = 0;
  parser.on('error', (error) => {
    throw new Fault(error.message.replace(/^(?:[^:]*:)?\d+:\d+: |\.$/g, ''), 'well-formed XML');
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('['))
      throw new Fault('declarations of its own', 'a document without a DTD of its own');
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (count > maximumXmlElements)
      throw new Fault('more elements', `at most ${maximumXmlElements} elements`);
    if (open.length >= maximumXmlDepth)
      throw new Fault('deeper nesting', `at most ${maximumXmlDepth} levels`);
    const element: OpenElement = {
      name: localName(name),
      attributes: new Map(Object.entries(attributes).map(([key, value]) => [localName(key), value])),
      children: [],
      text: '',
      place: `line ${parser.line}, column ${parser.columnIndex + 1}`,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (data: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += data;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const path = `line ${parser.line}, column ${parser.columnIndex + 1}`;
    return failure([{ path, found: error.message, expected: error.expected }]);
  }
  const found = root as XmlElement | null;
  return found === null
    ? failure([{ path: 'the file', found: 'no element', expected: 'an XML document' }])
    : success(found);
};
