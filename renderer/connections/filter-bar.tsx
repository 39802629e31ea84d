import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement, RefObject } from 'react';
import { verdicts, verdictWords } from '../ui/verdict-words.ts';
import { everything, isFiltering, toggleVerdict, type ConnectionFilter } from './connection-filter.ts';
import classes from './filter-bar.module.css';

export const FilterBar = ({
  filter,
  onChange,
  inputRef,
}: {
  readonly filter: ConnectionFilter;
  readonly onChange: (filter: ConnectionFilter) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}): ReactElement => (
  <div className={classes.bar} role="search" aria-label="Filter connections">
    <TextInput
      ref={inputRef}
      className={classes.host ?? ''}
      aria-label="Filter by host"
      placeholder="Filter by host"
      leftSection={<IconSearch size={14} aria-hidden />}
      value={filter.host}
      onChange={(event) => {
        onChange({ ...filter, host: event.currentTarget.value });
      }}
      rightSection={
        isFiltering(filter) ? (
          <CloseButton
            size="xs"
            aria-label="Show all connections"
            onClick={() => {
              onChange(everything);
            }}
          />
        ) : null
      }
    />
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
            aria-pressed={filter.verdicts.includes(verdict)}
            onClick={() => {
              onChange(toggleVerdict(filter, verdict));
            }}
          >
            <VerdictIcon size={14} aria-hidden />
            <span className={classes.word}>{word}</span>
          </button>
        );
      })}
    </div>
  </div>
);
