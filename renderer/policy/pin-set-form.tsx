import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { startOfDay } from '../../common/pinning/expiry.ts';
import { dummyPin } from '../../common/pinning/adopt-pin.ts';
import { parseHostPattern } from '../../common/pinning/host-pattern.ts';
import { normalisePin } from '../../common/pinning/normalise-pin.ts';
import type { LintFinding } from '../../common/pinning/lint-finding.ts';
import { sightingInWords } from '../../common/pinning/pin-sightings.ts';
import type { PinSet } from '../../common/pinning/policy.ts';
import type { Mode } from '../../common/pinning/verdict.ts';
import { useKeptText } from '../drafts.ts';
import { isOwnEscape } from '../ui/escape.ts';
import { FindingList } from './finding-list.tsx';
import classes from './policy-view.module.css';
import { pinSetProblems } from './pin-set-problems.ts';
import { coverageInWords } from './seen-hosts.ts';
import type { PolicyAdvice } from './use-policy-advice.ts';

const modes: readonly { readonly value: Mode; readonly label: string }[] = [
  { value: 'enforce', label: 'Enforce' },
  { value: 'report-only', label: 'Report only' },
  { value: 'off', label: 'Off' },
];

const modeOf = (text: string | null): Mode | null => modes.find(({ value }) => value === text)?.value ?? null;

const empty: PinSet = { pattern: '', mode: 'enforce', expires: null, pins: [], note: null };

/** Edits one pin set. Pins are pasted one a line, in any of the forms people find them in. */
export const PinSetForm = ({
  initial,
  now,
  advice,
  adviseOn,
  onSave,
  onCancel,
}: {
  readonly initial: PinSet | null;
  readonly now: number;
  readonly advice: Pick<PolicyAdvice, 'chains' | 'findSighting'>;
  /** What there would be to say about the set as it stands in the form. */
  readonly adviseOn: (draft: PinSet) => readonly LintFinding[];
  readonly onSave: (set: PinSet) => void;
  readonly onCancel: () => void;
}): ReactElement => {
  const start = initial ?? empty;
  const [pattern, setPattern] = useKeptText('pin-set.pattern', start.pattern);
  const [typedMode, setMode] = useKeptText('pin-set.mode', start.mode);
  const [expires, setExpires] = useKeptText('pin-set.expires', start.expires ?? '');
  const [pins, setPins] = useKeptText('pin-set.pins', start.pins.join('\n'));
  const [note, setNote] = useKeptText('pin-set.note', start.note ?? '');
  const mode = modeOf(typedMode) ?? start.mode;
  /** From the first try on: each problem goes as it is mended. */
  const [isTold, setTold] = useState(false);

  const lines = pins
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const read = lines.map((line) => normalisePin(line));
  const changed = read.flatMap((pin) => (pin.ok && pin.value.note !== null ? [pin.value.note] : []));

  const day = expires.trim();
  const isDay = day === '' || startOfDay(day) !== null;
  const parsed = parseHostPattern(pattern.trim());
  const goodPins = read.flatMap((pin) => (pin.ok ? [pin.value.pin.text] : []));
  const draft: PinSet = {
    ...start,
    pattern: pattern.trim(),
    mode,
    expires: isDay && day !== '' ? day : null,
    pins: [...new Set(goodPins)],
    note: note.trim() === '' ? null : note.trim(),
  };
  const findings = parsed.ok && goodPins.length > 0 ? adviseOn(draft) : [];

  const problems = pinSetProblems({ typedPattern: draft.pattern, pattern: parsed, lines, pins: read, mode });
  const save = (): void => {
    if (parsed.ok && isDay && problems.length === 0) onSave(draft);
    else setTold(true);
  };

  return (
    <form
      className={classes.form}
      aria-label={initial === null ? 'New pin set' : `Edit ${initial.pattern}`}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (isOwnEscape(event)) onCancel();
      }}
    >
      <TextInput
        label="Host pattern"
        description={
          parsed.ok
            ? coverageInWords(parsed.value, advice.chains)
            : 'api.example.com, *.example.com (one label) or **.example.com (itself and all below)'
        }
        value={pattern}
        spellCheck={false}
        autoFocus
        error={pattern.trim() === '' || parsed.ok ? null : parsed.error}
        onChange={(event) => {
          setPattern(event.currentTarget.value);
        }}
      />
      <Select
        label="Mode"
        description="What a mismatch does"
        data={modes}
        value={mode}
        allowDeselect={false}
        onChange={(value) => {
          const chosen = modeOf(value);
          if (chosen !== null) setMode(chosen);
        }}
      />
      <TextInput
        label="Expires"
        description="From 00:00 UTC not enforced"
        placeholder="YYYY-MM-DD"
        spellCheck={false}
        value={expires}
        error={isDay ? null : 'A day of the calendar, such as 2027-06-30'}
        onChange={(event) => {
          setExpires(event.currentTarget.value);
        }}
      />
      <Textarea
        className={classes.wide ?? ''}
        label="Pins"
        description="One a line: sha256/…, hexadecimal, base64url, or curl’s sha256//…"
        autosize
        minRows={3}
        classNames={{ input: classes.pins ?? '' }}
        value={pins}
        spellCheck={false}
        onChange={(event) => {
          setPins(event.currentTarget.value);
        }}
      />
      {draft.pins.length > 0 && (
        <ul
          className={`${classes.draft ?? ''} ${classes.sightings ?? ''}`}
          aria-label="Where the pins were seen"
        >
          {draft.pins.map((pin) => (
            <li key={pin}>
              <code className={classes.pins}>{pin.slice(0, 20)}…</code>{' '}
              {sightingInWords(advice.findSighting(pin), now)}
            </li>
          ))}
        </ul>
      )}
      {changed.length > 0 && <p className={classes.normalised}>{changed.join(' ')}</p>}
      <TextInput
        className={classes.wide ?? ''}
        label="Note"
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <div className={classes.draft}>
        <FindingList findings={findings} label="Advice on this set" onFix={null} />
      </div>
      {isTold && problems.length > 0 && (
        <ul className={classes.problem} role="alert" aria-label="Why it is not saved">
          {problems.map((problem, place) => (
            <li key={`${place} ${problem}`}>{problem}</li>
          ))}
        </ul>
      )}
      <div className={`${classes.wide ?? ''} ${classes.actions ?? ''}`}>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            setPins(pins.trim() === '' ? dummyPin : `${pins.trimEnd()}\n${dummyPin}`);
          }}
        >
          Put in a dummy pin
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit">Save pin set</Button>
      </div>
    </form>
  );
};
