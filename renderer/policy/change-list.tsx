import { IconAlertTriangle, IconArrowNarrowRight } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './exchange.module.css';

export interface ShownChange {
  readonly host: string | null;
  readonly text: string;
  readonly isWeaker: boolean;
}

/** Longer lists are found out in the policy itself, not read in a dialog. */
const mostShown = 40;

/** What changes, weaker first. */
export const ChangeList = ({
  label,
  changes,
}: {
  readonly label: string;
  readonly changes: readonly ShownChange[];
}): ReactElement => {
  const sorted = [
    ...changes.filter(({ isWeaker }) => isWeaker),
    ...changes.filter(({ isWeaker }) => !isWeaker),
  ];
  return (
    <ul className={classes.changes} aria-label={label}>
      {sorted.slice(0, mostShown).map(({ host, text, isWeaker }) => (
        <li key={`${host ?? ''} ${text}`} data-weaker={isWeaker}>
          {isWeaker ? (
            <IconAlertTriangle size={14} aria-label="lets more through" />
          ) : (
            <IconArrowNarrowRight size={14} aria-hidden />
          )}
          <span>
            {host !== null && <code>{host}</code>} {text}
          </span>
        </li>
      ))}
      {sorted.length > mostShown && <li>And {sorted.length - mostShown} more.</li>}
    </ul>
  );
};
