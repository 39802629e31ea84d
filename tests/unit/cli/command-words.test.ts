import { describe, expect, test } from 'vitest';
import { commandWords } from '../../../main/cli/electron-entry.ts';

describe('a terminal command among the arguments of the process', () => {
  test('whatever follows two dashes is one, also a word that is no command', () => {
    expect(
      commandWords(['electron', '--no-sandbox', '/app', '--', 'pins', 'https://a.test', '--json'], true),
    ).toEqual(['pins', 'https://a.test', '--json']);
    expect(commandWords(['pinspect', '--', 'nonsense'], false)).toEqual(['nonsense']);
    expect(commandWords(['pinspect', '--'], false)).toEqual([]);
  });

  test('without them it begins with the first word, after the path of the app where there is one', () => {
    expect(commandWords(['pinspect', 'evaluate', '--json'], false)).toEqual(['evaluate', '--json']);
    expect(commandWords(['pinspect', '--no-sandbox', 'pins', 'a.pem'], false)).toEqual(['pins', 'a.pem']);
    expect(commandWords(['electron', '.', 'pins', 'a.pem'], true)).toEqual(['pins', 'a.pem']);
    expect(commandWords(['pinspect', '--version'], false)).toEqual(['--version']);
  });

  test('everything else opens the window', () => {
    expect(commandWords(['pinspect'], false)).toBeNull();
    expect(commandWords(['electron', '/app'], true)).toBeNull();
    expect(commandWords(['electron', '/pins'], true)).toBeNull();
    expect(commandWords(['electron', '/app', '--connect-to=:443:127.0.0.1:8443'], true)).toBeNull();
    expect(commandWords(['pinspect', 'constructor'], false)).toBeNull();
  });
});
