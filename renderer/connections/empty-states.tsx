import { Button, Group } from '@mantine/core';
import { IconEye, IconPin, IconPlayerPlay, IconPlayerTrackNext, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { AttackDrawing } from '../ui/attack-drawing.tsx';
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
  const { focusAddress, importPins } = useWindowActions();
  return [
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

/** The lab first: who has seen the attack knows what the rest is for. */
const LabDoor = (): ReactElement => {
  const { showLab } = useWindowActions();
  return (
    <section className={classes.lab} aria-label="The lab">
      <h3>See the attack, and the pin that stops it</h3>
      <p>
        A client, a man in the middle and a server, all made up on this computer: what passes, what is
        refused, and the proof from both sides.
      </p>
      <AttackDrawing
        interceptor={null}
        connections={[
          {
            title: 'Without a pin',
            words: 'One CA that the device trusts is enough to read everything.',
            end: 'server',
            isRefused: false,
            isRead: true,
          },
          {
            title: 'With the pin of the server’s key',
            words: 'His certificate is refused before anything is sent.',
            end: 'interceptor',
            isRefused: true,
            isRead: false,
          },
        ]}
      />
      <Group gap="xs">
        <Button
          leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
          onClick={() => {
            showLab('step');
          }}
        >
          One step at a time
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => {
            showLab('all');
          }}
        >
          All at once
        </Button>
      </Group>
    </section>
  );
};

export const FirstRun = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No connections yet</h2>
    <LabDoor />
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

const NothingShown = ({
  title,
  text,
  onShowAll,
}: {
  readonly title: string;
  readonly text: string;
  readonly onShowAll: () => void;
}): ReactElement => (
  <div className={classes.empty}>
    <h2>{title}</h2>
    <p>{text}</p>
    <div>
      <Button variant="default" onClick={onShowAll}>
        Show all connections
      </Button>
    </div>
  </div>
);

export const NothingMatches = ({ onShowAll }: { readonly onShowAll: () => void }): ReactElement => (
  <NothingShown
    title="No connection matches the filter"
    text="Others are in the journal."
    onShowAll={onShowAll}
  />
);

/** Nothing stands in the list, and it would be wrong to say that this is what the filter finds. */
export const FilterNotRead = ({ onShowAll }: { readonly onShowAll: () => void }): ReactElement => (
  <NothingShown
    title="The filter cannot be read yet"
    text="What is wrong with it stands below it. The list changes as soon as it is right."
    onShowAll={onShowAll}
  />
);
