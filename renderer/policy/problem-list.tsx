import type { ReactElement } from 'react';
import type { PolicyProblem } from '../../common/pinning/policy.ts';
import classes from './exchange.module.css';

const mostShown = 8;

/** What is wrong with what was given: where, what was found, what was expected. */
export const ProblemList = ({
  title,
  problems,
}: {
  readonly title: string;
  readonly problems: readonly PolicyProblem[];
}): ReactElement => (
  <div className={classes.problems} role="alert">
    <p className={classes.problemTitle}>{title}</p>
    <ul>
      {problems.slice(0, mostShown).map(({ path, found, expected }) => (
        <li key={`${path} ${found} ${expected}`}>
          <strong>{path}</strong>: found {found}, expected {expected}.
        </li>
      ))}
      {problems.length > mostShown && <li>And {problems.length - mostShown} more.</li>}
    </ul>
  </div>
);
