import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { weakenedTitle, type Weakness } from '../../common/weakness.ts';
import { Section } from './section.tsx';
import classes from './weakened-section.module.css';

/** The same sentences as in the ticket and in every report. */
export const WeakenedSection = ({ weakened }: { readonly weakened: readonly Weakness[] }): ReactElement => (
  <Section title={weakenedTitle}>
    <ul className={classes.list}>
      {weakened.map(({ sentence }) => (
        <li key={sentence}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>{sentence}</span>
        </li>
      ))}
    </ul>
  </Section>
);
