import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import {
  memo,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import {
  acceptSuggestion,
  placeAt,
  quoteFilterValue,
  seenKeyFor,
  suggestFilter,
  type FilterSuggestion,
} from '../../common/filter/complete-filter.ts';
import type { FilterProblem } from '../../common/filter/filter.ts';
import { call } from '../bridge.ts';
import classes from './filter-bar.module.css';

interface FilterFieldProps {
  readonly filter: string;
  readonly problem: FilterProblem | null;
  readonly onChange: (filter: string) => void;
  /** Down from the field, or Enter: on to the list. */
  readonly onLeave: () => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

const mostSuggestions = 12;

/** The filter, its completion at the caret, and what is wrong with it under the place where it is. */
export const FilterField = memo(
  ({ filter, problem, onChange, onLeave, inputRef }: FilterFieldProps): ReactElement => {
    const combobox = useCombobox();
    const [caret, setCaret] = useState<number | null>(null);
    const suggestions = useSuggestions(filter, caret);
    const wantedCaret = useRef<number | null>(null);
    const problemId = useId();
    const isOpen = combobox.dropdownOpened && suggestions.length > 0;
    // A term that can still be completed is not wrong yet; and the rows below should not jump at every one.
    const shownProblem = isOpen ? null : problem;

    useEffect(() => {
      if (wantedCaret.current === null) return;
      inputRef.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
      wantedCaret.current = null;
    }, [filter, inputRef]);

    const accept = (suggestion: string): void => {
      const accepted = acceptSuggestion(filter, placeAt(filter, caret ?? filter.length), suggestion);
      wantedCaret.current = accepted.caret;
      setCaret(accepted.caret);
      onChange(accepted.text);
      combobox.resetSelectedOption();
      if (!suggestion.endsWith(':')) combobox.closeDropdown();
    };
    const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
      const isChosen = isOpen && combobox.getSelectedOptionIndex() !== -1;
      if (event.key === 'Tab' && isOpen && !event.shiftKey) {
        const choice = suggestions[Math.max(0, combobox.getSelectedOptionIndex())];
        if (choice !== undefined && isChosen) {
          event.preventDefault();
          accept(choice.text);
        }
      } else if (event.key === 'Escape') {
        event.preventDefault();
        if (isOpen) combobox.closeDropdown();
        else if (filter !== '') onChange('');
        else onLeave();
      } else if (event.key === 'Enter' && !isChosen) {
        combobox.closeDropdown();
        onLeave();
      } else if (event.key === ' ' && event.ctrlKey) combobox.openDropdown();
    };

    return (
      <div className={classes.field}>
        <Combobox store={combobox} onOptionSubmit={accept} withinPortal={false} position="bottom-start">
          <Combobox.Target>
            <TextInput
              ref={inputRef}
              aria-label="Filter"
              aria-describedby={shownProblem === null ? undefined : problemId}
              aria-invalid={shownProblem !== null || undefined}
              classNames={{ input: classes.input ?? '' }}
              data-wrong={shownProblem !== null || undefined}
              placeholder="Filter: a word, or host:*.example.com verdict:mismatch since:2h"
              leftSection={<IconFilter size={14} aria-hidden />}
              spellCheck={false}
              autoComplete="off"
              value={filter}
              onChange={(event) => {
                onChange(event.currentTarget.value);
                setCaret(event.currentTarget.selectionStart);
                combobox.openDropdown();
                combobox.resetSelectedOption();
              }}
              onSelect={(event) => {
                setCaret(event.currentTarget.selectionStart);
              }}
              onClick={() => {
                combobox.openDropdown();
              }}
              onBlur={() => {
                combobox.closeDropdown();
              }}
              onKeyDown={onKeyDown}
              rightSection={
                filter === '' ? null : (
                  <CloseButton
                    size="xs"
                    aria-label="Clear the filter"
                    onClick={() => {
                      onChange('');
                      inputRef.current?.focus();
                    }}
                  />
                )
              }
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={!isOpen} className={classes.dropdown ?? ''}>
            <Combobox.Options aria-label="Completions">
              {suggestions.map(({ text, meaning }) => (
                <Combobox.Option key={text} value={text}>
                  <span className={classes.suggestion}>
                    <code>{text}</code>
                    <span>{meaning}</span>
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
        {shownProblem !== null && (
          <div id={problemId} className={classes.problem} role="alert">
            <code aria-hidden className={classes.caret}>
              {' '.repeat(shownProblem.at)}
              {'^'.repeat(Math.max(1, Math.min(shownProblem.length, filter.length - shownProblem.at)))}
            </code>
            <span>{shownProblem.message}</span>
          </div>
        )}
      </div>
    );
  },
);
FilterField.displayName = 'FilterField';

/** Keys and their values at once; what the journal has seen as soon as it has answered. */
const useSuggestions = (filter: string, caret: number | null): readonly FilterSuggestion[] => {
  const [seen, setSeen] = useState<{ readonly of: string; readonly values: readonly string[] } | null>(null);
  const place = caret === null ? null : placeAt(filter, caret);
  const key = place === null ? null : seenKeyFor(place);
  const typed = place?.typed ?? '';
  const of = key === null ? null : `${key}:${typed}`;
  useEffect(() => {
    if (key === null || of === null) return undefined;
    let isCurrent = true;
    void call('filter.suggest', { key, typed: typed.replaceAll('*', '').slice(0, 255) }).then((values) => {
      if (isCurrent) setSeen({ of, values });
    });
    return () => {
      isCurrent = false;
    };
  }, [key, typed, of]);
  if (place === null) return [];
  const known = suggestFilter(place);
  const values = seen !== null && seen.of === of ? seen.values : [];
  const fromJournal = values
    .filter((value) => value.toLowerCase() !== typed.toLowerCase())
    .map((value) =>
      place.key === null
        ? { text: `host:${quoteFilterValue(value)}`, meaning: 'a host in the journal' }
        : { text: quoteFilterValue(value), meaning: '' },
    );
  return [...known, ...fromJournal].slice(0, typed === '' && place.key === null ? 30 : mostSuggestions);
};
