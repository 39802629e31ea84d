import { memo, type ReactElement, type ReactNode, type RefObject } from 'react';
import { toggleValue, valuesOf } from '../../common/filter/edit-filter.ts';
import type { FilterProblem } from '../../common/filter/filter.ts';
import { verdicts, verdictWords } from '../ui/verdict-words.ts';
import classes from './filter-bar.module.css';
import { FilterField } from './filter-field.tsx';
import type { ListModel } from './list-model.ts';

/** The filter as text, its verdicts as buttons that write that text, and what can be done with what it shows. */
export const FilterBar = ({
  model,
  filter,
  problem,
  inputRef,
  onLeave,
  actions,
}: {
  readonly model: ListModel;
  readonly filter: string;
  readonly problem: FilterProblem | null;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onLeave: () => void;
  readonly actions: ReactNode;
}): ReactElement => (
  <div className={classes.bar} role="search" aria-label="Filter connections">
    <FilterField
      filter={filter}
      problem={problem}
      onChange={model.setFilter}
      onLeave={onLeave}
      inputRef={inputRef}
    />
    <VerdictChips model={model} filter={filter} />
    <div className={classes.actions}>{actions}</div>
  </div>
);

const VerdictChips = memo(
  ({ model, filter }: { readonly model: ListModel; readonly filter: string }): ReactElement => {
    const chosen = valuesOf(filter, 'verdict');
    return (
      <div className={classes.chips} role="group" aria-label="Filter by verdict">
        {verdicts.map((verdict) => {
          const { word, tone, icon: VerdictIcon } = verdictWords[verdict];
          return (
            <button
              key={verdict}
              type="button"
              className={classes.chip}
              aria-label={word}
              title={`Only ${word.toLowerCase()}`}
              data-tone={tone}
              aria-pressed={chosen.includes(verdict)}
              onClick={() => {
                model.setFilter(toggleValue(filter, 'verdict', verdict));
              }}
            >
              <VerdictIcon size={14} aria-hidden />
              <span className={classes.word}>{word}</span>
            </button>
          );
        })}
      </div>
    );
  },
);
VerdictChips.displayName = 'VerdictChips';
