/** `--only` of the lab: which scenarios are played, and which of them only because another one rests on it. */
import type { ScenarioId } from '../../common/lab-result.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { Scenario } from '../lab/scenario.ts';
import { nearestWord } from './nearest-word.ts';

type Offered = Pick<Scenario, 'id' | 'number' | 'title' | 'control'>;

export interface ChosenScenarios {
  readonly ids: readonly ScenarioId[];
  /** A sentence for each that was not asked for by itself. */
  readonly notes: readonly string[];
}

/** `texts`: numbers and names with commas between; the error is a sentence, and the list of those there are. */
export const chooseScenarios = (
  texts: readonly string[],
  offered: readonly Offered[],
): Result<ChosenScenarios, string> => {
  const asked = new Set<Offered>();
  const words = texts.flatMap((text) => text.split(',')).map((part) => part.trim());
  for (const word of words) {
    const found = offered.find(({ id, number }) => id === word || String(number) === word);
    if (found === undefined) return failure(unknown(word, offered));
    asked.add(found);
  }
  const restingOn = (control: Offered): readonly number[] =>
    [...asked].filter((one) => one.control === control.id).map(({ number }) => number);
  const controls = offered.filter((one) => !asked.has(one) && restingOn(one).length > 0);
  return success({
    ids: [...asked, ...controls].map(({ id }) => id),
    notes: controls.map(
      (control) =>
        `${control.number} (${control.id}) is played too, and counts: without this control ${restingOn(control).join(' and ')} would prove nothing.`,
    ),
  });
};

const unknown = (word: string, offered: readonly Offered[]): string => {
  const nearest = nearestWord(
    word,
    offered.map(({ id }) => id),
  );
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  const rows = offered.map(({ number, id, title }) => `${String(number).padStart(4)}  ${id}: ${title}`);
  return [`--only: there is no scenario “${word}”.${hint} There are:`, ...rows].join('\n');
};
