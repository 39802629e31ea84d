import { Button } from '@mantine/core';
import { IconEye, IconFlask, IconPin, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ViewName } from '../../common/view-names.ts';
import { keyNames } from '../ui/key-names.ts';
import { useWindowActions } from '../window-actions.ts';
import classes from './empty-states.module.css';

interface Door {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly onOpen: () => void;
}

/** The ways to begin, and only those that this version has. */
const useDoors = (): readonly Door[] => {
  const { hasView, showView, focusAddress, importPins } = useWindowActions();
  const door = (view: ViewName, rest: Omit<Door, 'onOpen'>): Door[] =>
    hasView(view)
      ? [
          {
            ...rest,
            onOpen: () => {
              showView(view);
            },
          },
        ]
      : [];
  return [
    ...door('lab', {
      icon: IconFlask,
      title: 'See the whole story on this computer',
      text: 'A server, a man in the middle and pins, all made up here: what passes, what is refused, and the proof.',
      button: 'Run the lab',
    }),
    {
      icon: IconEye,
      title: 'Look at a host',
      text: 'Its chain, and the pin of every certificate. Put a dummy pin on it to see a refusal, then pin the right one.',
      button: 'Type a host',
      onOpen: focusAddress,
    },
    {
      icon: IconPin,
      title: 'Bring the pins of an app',
      text: 'Those that it ships already: paste them or choose its file, and each connection is judged by them.',
      button: 'Import pins',
      onOpen: importPins,
    },
  ];
};

export const FirstRun = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No connections yet</h2>
    <ul className={classes.steps}>
      {useDoors().map(({ icon: DoorIcon, title, text, button, onOpen }) => (
        <li key={title}>
          <DoorIcon size={20} stroke={1.6} aria-hidden />
          <div className={classes.door}>
            <h3>{title}</h3>
            <p>{text}</p>
          </div>
          <Button variant="default" onClick={onOpen}>
            {button}
          </Button>
        </li>
      ))}
    </ul>
    <p className={classes.keys}>
      <kbd>{keyNames('Ctrl K')}</kbd> every command <kbd>{keyNames('Ctrl L')}</kbd> address <kbd>?</kbd> all
      shortcuts
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
