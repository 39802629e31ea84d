/** HTML from text that others chose: a tagged template escapes whatever is put in, unless it was made by the same tag. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[] | null;

const toText = (part: Part): string => {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  // Bidirectional controls would let a name pose as another; other controls have no picture.
  return (
    String(part)
      .toWellFormed()
      // eslint-disable-next-line no-control-regex -- these are what is to be replaced
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD')
      .replace(/[&<>"']/g, (character) => entities[character] ?? '')
  );
};

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((text, string, index) => `${text}${toText(parts[index - 1] ?? null)}${string}`));
