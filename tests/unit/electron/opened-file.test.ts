import { expect, test } from 'vitest';
import { argumentsAfterApp, fileNamedIn } from '../../../main/electron/opened-file.ts';

const named = (...words: string[]): string | null =>
  fileNamedIn({ arguments: words, workingDirectory: '/home/person' });

test.each([
  [[], null],
  [['--no-sandbox', ''], null],
  [['pins.pinspect'], '/home/person/pins.pinspect'],
  [['/a/pins.pinspect', '--no-sandbox'], '/a/pins.pinspect'],
  [['/a/first.pinspect', '/a/second.pinspect'], '/a/second.pinspect'],
  [['file:///a/with%20space.pinspect'], '/a/with space.pinspect'],
  [['file://elsewhere/a.pinspect'], '/home/person/file:/elsewhere/a.pinspect'],
])('%j names %j', (words, path) => {
  expect(named(...words)).toBe(path);
});

test('the folder of the app is no argument of the person', () => {
  expect(argumentsAfterApp(['electron', '--no-sandbox', '/app', '-x', 'a.pinspect'], true)).toEqual([
    '-x',
    'a.pinspect',
  ]);
  expect(argumentsAfterApp(['pinspect', '--no-sandbox', 'a.pinspect'], false)).toEqual([
    '--no-sandbox',
    'a.pinspect',
  ]);
});
