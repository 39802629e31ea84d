import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

const tokensOf = (scheme: string, selector = ':root'): ReadonlyMap<string, string> => {
  const start = css.indexOf(`${selector}[data-mantine-color-scheme='${scheme}'] {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
};

/** WCAG 2.2, relative luminance. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

const surfaces = ['surface-page', 'surface-panel', 'surface-inset', 'surface-hover', 'surface-selected'];
const tones = ['good', 'bad', 'warn', 'odd', 'calm', 'accent'];
const texts = ['ink', 'ink-soft', 'ink-faint', ...tones];
const pairs = [
  ...texts.flatMap((text) => surfaces.map((surface) => [text, surface] as const)),
  ...tones.map((tone) => [tone, `${tone}-soft`] as const),
  ...tones.flatMap((tone) => [['ink', `${tone}-soft`] as const, ['ink-soft', `${tone}-soft`] as const]),
];

describe.each(['light', 'dark'])('in the %s scheme', (scheme) => {
  const tokens = tokensOf(scheme);
  test.each(pairs)('%s on %s reaches 4.5:1', (text, surface) => {
    expect(contrast(tokens.get(text) ?? '#000000', tokens.get(surface) ?? '#000000')).toBeGreaterThanOrEqual(
      4.5,
    );
  });
});

describe.each(['light', 'dark'])('with more contrast in the %s scheme', (scheme) => {
  const tokens = new Map([...tokensOf(scheme), ...tokensOf(scheme, ":root[data-contrast='more']")]);
  test.each(pairs)('%s on %s reaches 7:1', (text, surface) => {
    expect(contrast(tokens.get(text) ?? '#000000', tokens.get(surface) ?? '#000000')).toBeGreaterThanOrEqual(
      7,
    );
  });
});
