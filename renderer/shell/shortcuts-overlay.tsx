import { Modal } from '@mantine/core';
import type { ReactElement } from 'react';
import { keyNames } from '../ui/key-names.ts';
import { views } from '../views.tsx';
import classes from './shortcuts-overlay.module.css';

const sections: readonly {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, what: string])[];
}[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Ctrl K', 'Find a command'],
      ['Ctrl L', 'Address: look at a host'],
      ['Ctrl F, /', 'Filter the connections'],
      [`Ctrl 1 … ${views.length}`, 'A view, by its place in the rail'],
      ['Ctrl Z', 'Undo what was just cleared or removed'],
      ['?', 'These shortcuts'],
    ],
  },
  {
    title: 'In the list',
    keys: [
      ['↑ ↓, PgUp PgDn', 'Another row, another screen'],
      ['Home, End', 'First row, last row'],
      ['Enter', 'Open the detail; open or close a host'],
      ['Shift ↑ ↓', 'Choose several rows'],
      ['Ctrl A', 'Choose all of them'],
      ['Ctrl C', 'Copy the chosen ones as text'],
      ['Delete', 'Remove the chosen ones from the journal'],
      ['Esc', 'Close the detail'],
    ],
  },
  {
    title: 'In the filter',
    keys: [
      ['↑ ↓, Enter, Tab', 'Take a completion'],
      ['Ctrl Space', 'Show completions'],
      ['Enter', 'On to the list'],
      ['Esc', 'Clear it'],
    ],
  },
  {
    title: 'In the list of requests',
    keys: [
      ['↑ ↓', 'Another request or collection'],
      ['Alt ↑ ↓', 'Move it'],
      ['Ctrl D', 'Duplicate the request'],
      ['F2', 'Rename it'],
      ['Delete', 'Delete it'],
      ['Ctrl Enter', 'Send what is open, from any of its fields'],
    ],
  },
  {
    title: 'In the browser',
    keys: [
      ['Ctrl L', 'Address of the page'],
      ['F6', 'Into the page, and out of it'],
      ['Alt ← →', 'Back, forward'],
      ['F5, Ctrl R', 'Reload; with Shift, without the cache'],
      ['Esc', 'Stop loading'],
      ['Ctrl + − 0', 'Zoom the page'],
      ['F12', 'Developer tools'],
    ],
  },
  {
    title: 'In the address',
    keys: [
      ['Enter', 'Send'],
      ['Esc', 'Cancel what is running'],
    ],
  },
];

export const ShortcutsOverlay = ({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactElement => (
  <Modal
    opened={isOpen}
    onClose={onClose}
    title="Keyboard shortcuts"
    size="lg"
    lockScroll={false}
    closeButtonProps={{ 'aria-label': 'Close the shortcuts' }}
  >
    <div className={classes.sections}>
      {sections.map(({ title, keys }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <dl className={classes.keys}>
            {keys.map(([combination, what]) => (
              <div key={combination} className={classes.line}>
                <dt>
                  <kbd>{keyNames(combination)}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Modal>
);
