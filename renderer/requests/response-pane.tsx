import type { ReactElement } from 'react';
import type { RequestOutcome } from '../../common/ipc/state.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FactList } from '../ui/fact-list.tsx';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import classes from './response-pane.module.css';

export const ResponsePane = ({
  response,
}: {
  readonly response: NonNullable<RequestOutcome['response']>;
}): ReactElement => {
  return (
    <div className={classes.pane} role="region" aria-label="Response" tabIndex={0}>
      <p className={classes.status}>
        <strong>
          {response.status} {response.statusText}
        </strong>
        <span>
          {formatBytes(response.bodyBytes)} in {formatDuration(response.durationMs)}
        </span>
      </p>
      <h3 className={classes.title}>Headers</h3>
      <FactList
        facts={response.headers.map(([name, value]) => ({
          term: name,
          text: value,
          copy: value,
          isCode: true,
        }))}
      />
      <div className={classes.bodyHead}>
        <h3 className={classes.title}>Body</h3>
        {response.bodyText !== null && response.bodyText !== '' && (
          <CopyButton text={response.bodyText} what="response body" label="Copy body" />
        )}
      </div>
      {response.bodyText === null ? (
        <p className={classes.none}>{formatBytes(response.bodyBytes)} that are not text.</p>
      ) : (
        <pre className={classes.body}>{response.bodyText === '' ? '(empty)' : response.bodyText}</pre>
      )}
      {response.isTruncated && (
        <p className={classes.none}>Only the beginning of {formatBytes(response.bodyBytes)} is shown.</p>
      )}
    </div>
  );
};
