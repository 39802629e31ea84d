import { describe, expect, test } from 'vitest';
import { nearestWord } from '../../../main/cli/nearest-word.ts';
import { parseArguments } from '../../../main/cli/parse-arguments.ts';

const spec = {
  usage: ['FILE …'],
  options: {
    json: { help: '' },
    pins: { value: 'POLICY', help: '' },
    report: { value: 'FORMAT=FILE', help: '', isRepeatable: true },
  },
  positionals: { minimum: 1, maximum: 2 },
};

const refusal = (...words: readonly string[]): string => {
  const given = parseArguments(words, spec);
  return given.ok ? 'taken' : given.error;
};

describe('the words of a command', () => {
  test('options stand anywhere, with the value after a space or an equals sign', () => {
    const given = parseArguments(
      ['--pins', 'a.json', 'one', '--report=html=x', 'two', '--report', 'csv=y'],
      spec,
    );
    if (!given.ok) throw new Error(given.error);
    expect(given.value.positionals).toEqual(['one', 'two']);
    expect(given.value.value('pins')).toBe('a.json');
    expect(given.value.values('report')).toEqual(['html=x', 'csv=y']);
    expect(given.value.has('json')).toBe(false);
    expect(given.value.value('json')).toBeNull();
  });

  test('a lone dash is a word and a value, and after two dashes nothing is an option', () => {
    const given = parseArguments(['--pins', '-', '--', '--json', '-'], spec);
    if (!given.ok) throw new Error(given.error);
    expect(given.value.value('pins')).toBe('-');
    expect(given.value.positionals).toEqual(['--json', '-']);
    expect(given.value.has('json')).toBe(false);
  });

  test.each([
    [['one', '--jsno'], 'There is no option --jsno. Did you mean --json?'],
    [['one', '--constructor'], 'There is no option --constructor.'],
    [['one', '-j'], 'There is no option -j.'],
    [['one', '--no-json'], 'There is no option --no-json.'],
    [['one', '--pins'], '--pins needs a value: --pins POLICY.'],
    [['one', '--pins='], '--pins needs a value: --pins POLICY.'],
    [['one', '--pins', '--json'], '“--json” looks like an option. If it is meant, write --pins=--json.'],
    [['one', '--json=yes'], '--json takes no value, but “yes” was given.'],
    [['one', '--pins', 'a', '--pins', 'b'], '--pins was given twice.'],
    [[], 'Something is missing. Write: FILE …'],
    [['one', 'two', 'three'], '“three” is one word too many.'],
  ])('%j is refused with the word that is wrong', (words, sentence) => {
    expect(refusal(...words)).toContain(sentence);
  });

  test('the nearest word is one that was probably meant, or none', () => {
    expect(nearestWord('evalaute', ['pins', 'evaluate'])).toBe('evaluate');
    expect(nearestWord('PINS', ['pins', 'evaluate'])).toBe('pins');
    expect(nearestWord('window', ['pins', 'evaluate'])).toBeNull();
    expect(nearestWord('x'.repeat(1_000_000), ['pins'])).toBeNull();
  });
});
