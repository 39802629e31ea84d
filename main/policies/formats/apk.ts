/**
 * The network security configuration in an Android app: the manifest names it (`android:networkSecurityConfig`), the
 * resource table says which file that is. It may name several, for devices of different language, screen or version:
 * where they say the same, one stands for all; else nobody can tell which counts, and the app is refused with their names.
 * Where the table cannot be followed, the one file with the right root element is taken. An app whose manifest names none
 * has no pins there, and is refused with that reason.
 */
import { failure, success, type Result } from '../../../common/result.ts';
import { readCompiledXml, readingChunks } from './android-compiled-xml.ts';
import { filesOfResource } from './android-resource-table.ts';
import type { FormatProblems } from './policy-format.ts';
import type { XmlElement } from './xml-element.ts';
import { isZip, readZip } from './zip.ts';

const manifestName = 'AndroidManifest.xml';
const tableName = 'resources.arsc';
/** `android:networkSecurityConfig` among Android's own attributes (public.xml). */
const configAttribute = '#1010527';
const maximumFileBytes = 64 * 1024 * 1024;
const maximumXmlBytes = 4 * 1024 * 1024;

export const isApk = (bytes: Uint8Array): boolean =>
  isZip(bytes) &&
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    manifestName,
    Math.max(0, bytes.length - 0x100_0000),
  );

const refuse = (path: string, found: string, expected: string): Result<never, FormatProblems> =>
  failure([{ path, found, expected }]);

const findConfigId = (manifest: XmlElement): string | undefined =>
  manifest.children.find(({ name }) => name === 'application')?.attributes.get(configAttribute);

/** Problems name the file inside the app. */
const inFile = <Value>(name: string, result: Result<Value, FormatProblems>): Result<Value, FormatProblems> =>
  result.ok
    ? result
    : failure(result.error.map((problem) => ({ ...problem, path: `${name}, ${problem.path}` })));

const findByRoot = (bytes: Uint8Array): Result<XmlElement, FormatProblems> => {
  const files = readZip(bytes, (name) => /^(?:res|r)\/.*\.xml$/i.test(name), maximumXmlBytes);
  if (!files.ok) return files;
  const found = [...files.value.values()].flatMap((file) => {
    const root = readCompiledXml(file);
    return root.ok && root.value.name === 'network-security-config' ? [root.value] : [];
  });
  const [first] = found;
  if (first !== undefined && found.length === 1) return success(first);
  return refuse('res/*.xml', `${found.length} files`, 'one with the root <network-security-config>');
};

/** Without places, which differ where only comments or line ends do. */
const contentOf = ({ name, attributes, children, text }: XmlElement): unknown => [
  name,
  [...attributes].sort(),
  text.trim(),
  children.map(contentOf),
];

const readVariants = (files: ReadonlyMap<string, Uint8Array>): Result<XmlElement, FormatProblems> => {
  const variants = [...files].map(([path, file]) => inFile(path, readCompiledXml(file)));
  const [first] = variants;
  const unread = variants.find(({ ok }) => !ok);
  if (first === undefined || unread !== undefined) return unread ?? refuse('res/*.xml', 'nothing', 'a file');
  const contents = new Set(variants.map((variant) => variant.ok && JSON.stringify(contentOf(variant.value))));
  if (contents.size === 1) return first;
  const expected =
    'one for every device. Take out the file for the device you mean (unzip -p app.apk PATH > pins.xml) and give that';
  return refuse(
    'the app',
    `${files.size} configurations that differ: ${[...files.keys()].sort().join(', ')}`,
    expected,
  );
};

export const readApkConfig = (bytes: Uint8Array): Result<XmlElement, FormatProblems> => {
  const files = readZip(bytes, (name) => name === manifestName || name === tableName, maximumFileBytes);
  if (!files.ok) return files;
  const manifest = files.value.get(manifestName);
  if (manifest === undefined) return refuse(manifestName, 'no such file', 'an app with its manifest');
  const root = inFile(manifestName, readCompiledXml(manifest));
  if (!root.ok) return root;
  const reference = findConfigId(root.value);
  if (reference === undefined) {
    const expected = 'android:networkSecurityConfig: without it the app has no pins in a configuration file';
    return refuse(manifestName, '<application> without it', expected);
  }
  const table = files.value.get(tableName);
  const id = Number.parseInt(reference.slice(1), 16);
  const named = table === undefined ? null : readingChunks(() => filesOfResource(table, id));
  const paths = named?.ok === true ? named.value : [];
  const wanted = readZip(bytes, (name) => paths.includes(name), maximumXmlBytes);
  if (!wanted.ok) return wanted;
  if (wanted.value.size === 0) return findByRoot(bytes);
  const missing = paths.find((path) => !wanted.value.has(path));
  if (missing !== undefined) return refuse(missing, 'no such file', 'the file that the resource table names');
  return readVariants(wanted.value);
};
