import type { ReactElement } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import classes from './failure-text.module.css';
import { Section } from './section.tsx';

/** The message as OkHttp would have written it: for a bug report, or for the app's code. */
export const FailureText = ({ message }: { readonly message: string }): ReactElement => (
  <Section
    title="Failure message"
    aside={<CopyButton text={message} what="failure message" label="Copy message" />}
  >
    <pre className={classes.text} tabIndex={0} aria-label="Failure message">
      {message}
    </pre>
  </Section>
);
