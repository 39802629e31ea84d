import type { ReactElement, ReactNode } from 'react';
import type { PolicyProblem } from '../../common/pinning/policy.ts';
import { problemText } from '../../common/pinning/problem-text.ts';
import classes from './exchange.module.css';

const mostShown = 8;

/** What is wrong with what was given: where, what was found, what was expected. */
export const ProblemList = ({
  title,
  problems,
  children,
}: {
  readonly title: string;
  readonly problems: readonly PolicyProblem[];
  /** What it means and what to do. */
  readonly children?: ReactNode;
}): ReactElement => (
  <div className={classes.problems} role="alert">
    <p className={classes.problemTitle}>{title}</p>
    <ul>
      {problems.slice(0, mostShown).map((problem) => (
        <li key={`${problem.path} ${problem.found} ${problem.expected}`}>
          <strong>{problem.path}</strong>: {problemText(problem)}
        </li>
      ))}
      {problems.length > mostShown && <li>And {problems.length - mostShown} more.</li>}
    </ul>
    {children}
  </div>
);
