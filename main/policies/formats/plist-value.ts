/** What a property list holds, and how its places are named in errors: `NSPinnedDomains["example.com"].list[0]`. */
export type PlistValue =
  string | number | bigint | boolean | Date | Uint8Array | readonly PlistValue[] | PlistDict;

/** A map, because keys come from outside: in an object, `__proto__` would be none. */
export type PlistDict = ReadonlyMap<string, PlistValue>;

/** More than any app has, and little enough that no list keeps a reader busy. */
export const maximumPlistBytes = 8 * 1024 * 1024;
export const maximumPlistValues = 200_000;
export const maximumPlistDepth = 64;

export const isDict = (value: PlistValue | undefined): value is PlistDict => value instanceof Map;

export const isList = (value: PlistValue | undefined): value is readonly PlistValue[] => Array.isArray(value);

export const memberPath = (parent: string, key: string): string => {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
};

const maximumFoundLength = 120;

/** For the `found` of a problem. */
export const inWords = (value: PlistValue | undefined): string => {
  if (value === undefined) return 'nothing';
  if (isDict(value)) return value.size === 0 ? 'an empty dictionary' : `a dictionary of ${value.size}`;
  if (isList(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value instanceof Date) return 'a date';
  if (value instanceof Uint8Array) return `${value.length} bytes of data`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > maximumFoundLength ? `${text.slice(0, maximumFoundLength)}…` : text;
};
