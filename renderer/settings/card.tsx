import { useId, type ReactElement, type ReactNode } from 'react';
import classes from './settings-view.module.css';

/** One subject of the settings. */
export const Card = ({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}): ReactElement => {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p className={classes.quiet}>{hint}</p>
      </div>
      {children}
    </section>
  );
};
