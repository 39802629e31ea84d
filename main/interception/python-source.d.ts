/** The text of a Python file, put into the bundle: Python cannot read from an asar archive. */
declare module '*.py?raw' {
  const source: string;
  // eslint-disable-next-line no-restricted-syntax -- the bundler's form: a ?raw import is a default export.
  export default source;
}
