import type { ReactElement } from 'react';
import { FactList } from '../ui/fact-list.tsx';
import { BodyView } from './body-view.tsx';
import { HopList } from './hop-list.tsx';
import type { EndedRequest } from './request-session.ts';
import classes from './response-pane.module.css';

/** An answer: how it came, hop by hop, its headers and its body. Without an answer, the hops alone. */
export const ResponsePane = ({
  ended,
  onShowConnection,
}: {
  readonly ended: EndedRequest;
  readonly onShowConnection: (connectionId: number) => void;
}): ReactElement => {
  const { outcome, token, sent } = ended;
  const response = outcome?.response ?? null;
  const hops = outcome?.hops ?? [];
  return (
    <div className={classes.pane} role="region" aria-label="Response" tabIndex={0}>
      {response !== null && (
        <>
          <BodyView key={token} response={response} token={token} url={hops.at(-1)?.url ?? sent.url} />
          <h3 className={classes.title}>Headers</h3>
          <FactList
            facts={response.headers.map(([name, value]) => ({
              term: name,
              text: value,
              copy: value,
              isCode: true,
            }))}
          />
        </>
      )}
      {hops.length > 0 && (
        <>
          <h3 className={classes.title}>
            {hops.length === 1 ? 'Verdict and time' : 'Redirects, hop by hop'}
          </h3>
          <HopList hops={hops} onShowConnection={onShowConnection} />
        </>
      )}
    </div>
  );
};
