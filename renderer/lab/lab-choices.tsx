import { SegmentedControl, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { InterceptorKind } from '../../common/lab-result.ts';
import classes from './lab-view.module.css';

export interface Choices {
  readonly interceptor: InterceptorKind;
  readonly target: 'own-world' | 'own-host';
  /** As typed. */
  readonly url: string;
}

/** What is attacked, and by whom. */
export const LabChoices = ({
  choices,
  isRunning,
  onChange,
  onRun,
}: {
  readonly choices: Choices;
  readonly isRunning: boolean;
  readonly onChange: (change: Partial<Choices>) => void;
  readonly onRun: () => void;
}): ReactElement => (
  <div className={classes.choices}>
    <SegmentedControl
      aria-label="What is attacked"
      size="xs"
      disabled={isRunning}
      value={choices.target}
      onChange={(value) => {
        onChange({ target: value === 'own-host' ? 'own-host' : 'own-world' });
      }}
      data={[
        { value: 'own-world', label: 'The lab’s own servers' },
        { value: 'own-host', label: 'A host of yours' },
      ]}
    />
    <SegmentedControl
      aria-label="Man in the middle"
      size="xs"
      disabled={isRunning}
      value={choices.interceptor}
      onChange={(value) => {
        onChange({ interceptor: value === 'mitmproxy' ? 'mitmproxy' : 'builtin' });
      }}
      data={[
        { value: 'builtin', label: 'Built-in interceptor' },
        { value: 'mitmproxy', label: 'mitmproxy' },
      ]}
    />
    {choices.target === 'own-host' && (
      <TextInput
        className={classes.url}
        size="xs"
        aria-label="Address of your host"
        placeholder="https://api.example.com/"
        value={choices.url}
        disabled={isRunning}
        onChange={(event) => {
          onChange({ url: event.currentTarget.value });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onRun();
        }}
      />
    )}
  </div>
);
