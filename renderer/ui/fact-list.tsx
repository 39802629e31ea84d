import type { ReactElement } from 'react';
import { CopyButton } from './copy-button.tsx';
import classes from './fact-list.module.css';

export interface Fact {
  readonly term: string;
  readonly text: string;
  /** What a click copies; null: nothing to copy. */
  readonly copy: string | null;
  readonly isCode?: boolean;
}

export const FactList = ({ facts }: { readonly facts: readonly Fact[] }): ReactElement => (
  <dl className={classes.facts}>
    {facts.map(({ term, text, copy, isCode }, place) => (
      <div key={`${place} ${term}`} className={classes.fact}>
        <dt>{term}</dt>
        <dd data-code={isCode === true || undefined}>{text}</dd>
        <dd className={classes.copy}>
          {copy !== null && <CopyButton text={copy} what={term.toLowerCase()} />}
        </dd>
      </div>
    ))}
  </dl>
);
