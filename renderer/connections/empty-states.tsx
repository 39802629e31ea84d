import { Button } from '@mantine/core';
import { IconEye, IconPin, IconShieldX, IconSpy, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './empty-states.module.css';

const steps: readonly { readonly icon: Icon; readonly title: string; readonly text: string }[] = [
  {
    icon: IconEye,
    title: 'Look',
    text: 'Type a host above and press Enter: its chain, and the pin of every certificate.',
  },
  {
    icon: IconShieldX,
    title: 'Make it fail',
    text: 'Put a dummy pin on the host and send again: refused, with expected and actual pins side by side.',
  },
  {
    icon: IconPin,
    title: 'Pin',
    text: 'Press “Pin this” on the leaf, intermediate or root, and send again: it passes.',
  },
  {
    icon: IconSpy,
    title: 'Attack',
    text: 'In Settings put mitmproxy in between and trust its CA for this run: the pin still stops it.',
  },
];

export const FirstRun = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No connections yet</h2>
    <ol className={classes.steps}>
      {steps.map(({ icon: StepIcon, title, text }) => (
        <li key={title}>
          <StepIcon size={20} stroke={1.6} aria-hidden />
          <div>
            <h3>{title}</h3>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ol>
    <p className={classes.keys}>
      <kbd>Ctrl L</kbd> URL <kbd>↑ ↓</kbd> rows <kbd>Enter</kbd> detail <kbd>Esc</kbd> close or cancel
    </p>
  </div>
);

export const NothingMatches = ({ onShowAll }: { readonly onShowAll: () => void }): ReactElement => (
  <div className={classes.empty}>
    <h2>No connection matches the filter</h2>
    <p>Others are in the journal.</p>
    <div>
      <Button variant="default" onClick={onShowAll}>
        Show all connections
      </Button>
    </div>
  </div>
);
