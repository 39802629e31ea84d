import { CloseButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import classes from './strip.module.css';

/** One line between address and page that says what the page does not show, with the list behind it. */
export const Strip = ({
  label,
  tone,
  icon,
  summary,
  actions,
  onDismiss,
  children,
}: {
  /** Of the region: `Stopped parts of the page`. */
  readonly label: string;
  readonly tone: 'bad' | 'warn' | 'calm';
  readonly icon: ReactElement;
  readonly summary: string;
  readonly actions?: ReactNode;
  readonly onDismiss?: () => void;
  /** The list; absent: the summary is all there is. */
  readonly children?: ReactNode;
}): ReactElement => {
  const [isOpen, setOpen] = useState(false);
  const ChevronIcon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.strip} data-tone={tone} aria-label={label}>
      <div className={classes.line}>
        <span className={classes.icon}>{icon}</span>
        <p className={classes.summary} role="status">
          {summary}
        </p>
        {children !== undefined && (
          <button
            type="button"
            className={classes.more}
            aria-expanded={isOpen}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            <ChevronIcon size={14} aria-hidden /> {isOpen ? 'Hide' : 'Show'}
          </button>
        )}
        {actions}
        {onDismiss !== undefined && (
          <CloseButton size="sm" aria-label={`Dismiss: ${label}`} onClick={onDismiss} />
        )}
      </div>
      {isOpen && <ul className={classes.list}>{children}</ul>}
    </section>
  );
};
