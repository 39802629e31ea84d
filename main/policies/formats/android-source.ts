/** The configuration in whatever form it comes: XML text, compiled XML, or an app (`.apk`) that holds it. */
import { failure, type Result } from '../../../common/result.ts';
import { isCompiledXml, readCompiledXml } from './android-compiled-xml.ts';
import { isApk, readApkConfig } from './apk.ts';
import { readXmlText } from './android-xml-text.ts';
import type { FormatInput, FormatProblems } from './policy-format.ts';
import type { XmlElement } from './xml-element.ts';

export const readAndroidSource = ({ bytes, text }: FormatInput): Result<XmlElement, FormatProblems> => {
  if (isApk(bytes)) return readApkConfig(bytes);
  if (isCompiledXml(bytes)) return readCompiledXml(bytes);
  return text === null
    ? failure([
        { path: 'the file', found: 'bytes that are no text', expected: 'XML, compiled XML or an .apk' },
      ])
    : readXmlText(text);
};

const rootTag = /<network-security-config[\s/>]/;

/** Told by the root element; a compiled one or an app is read for it. */
export const isAndroidConfig = (input: FormatInput): boolean => {
  if (input.text !== null) return rootTag.test(input.text);
  if (isApk(input.bytes)) return true;
  if (!isCompiledXml(input.bytes)) return false;
  const root = readCompiledXml(input.bytes);
  return root.ok && root.value.name === 'network-security-config';
};

export const hasElement = ({ name, children }: XmlElement, wanted: string): boolean =>
  name === wanted || children.some((child) => hasElement(child, wanted));
