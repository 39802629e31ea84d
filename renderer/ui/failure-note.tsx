import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import { wordFailure } from './error-wording.ts';
import classes from './failure-note.module.css';

/** What happened, why, what to try. */
export const FailureNote = ({ failure }: { readonly failure: Failure }): ReactElement => {
  const { title, text, advice } = wordFailure(failure);
  return (
    <div className={classes.note} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <div>
        <p className={classes.title}>{title}</p>
        {text !== '' && <p>{text}</p>}
        {advice !== '' && <p className={classes.advice}>{advice}</p>}
      </div>
    </div>
  );
};
