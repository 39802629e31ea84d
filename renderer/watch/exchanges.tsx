import { Button } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import type { ShownExchange, WatchCallResults } from '../../common/ipc/watch.ts';
import { call } from '../bridge.ts';
import { timeOfDay } from './times.ts';
import classes from './watch.module.css';

const keyOf = ({ connection, number }: ShownExchange): string => `${connection} ${number}`;

/** What could be read of a host. `requests`: reads anew when it changes. */
export const Exchanges = ({
  client,
  host,
  requests,
}: {
  readonly client: string;
  readonly host: string;
  readonly requests: number;
}): ReactElement => {
  const [exchanges, setExchanges] = useState<readonly ShownExchange[]>([]);
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    void call('watch.exchanges', { client, host }).then((found) => {
      if (isWanted) setExchanges(found);
    });
    return () => {
      isWanted = false;
    };
  }, [client, host, requests]);
  return (
    <div>
      <h4>Read by the interceptor</h4>
      <ul className={classes.exchanges}>
        {exchanges.map((exchange) => {
          const key = keyOf(exchange);
          return (
            <li key={key}>
              <button
                type="button"
                className={classes.exchange}
                aria-expanded={open === key}
                onClick={() => {
                  setOpen(open === key ? null : key);
                }}
              >
                <span className={classes.time}>{timeOfDay(exchange.at)}</span>
                <b>{exchange.method}</b>
                <span className={classes.url}>{exchange.url}</span>
                <span className={classes.count}>
                  {exchange.response === null ? 'no answer' : exchange.response.status}
                </span>
              </button>
              {open === key && <Headers exchange={exchange} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
};

/** Logins are hidden until they are asked for, one exchange at a time. */
const Headers = ({ exchange }: { readonly exchange: ShownExchange }): ReactElement => {
  const [revealed, setRevealed] = useState<WatchCallResults['watch.reveal']>(null);
  const { connection, number, url, requestHeaders, response } = exchange;
  return (
    <div className={classes.headers}>
      <p className={classes.url}>{revealed?.url ?? url}</p>
      <List title="Request" headers={revealed?.requestHeaders ?? requestHeaders} />
      {response !== null && <List title="Answer" headers={revealed?.responseHeaders ?? response.headers} />}
      {revealed === null ? (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            void call('watch.reveal', { connection, number }).then(setRevealed);
          }}
        >
          Show what is hidden
        </Button>
      ) : (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            setRevealed(null);
          }}
        >
          Hide it again
        </Button>
      )}
    </div>
  );
};

const List = ({
  title,
  headers,
}: {
  readonly title: string;
  readonly headers: readonly (readonly [string, string])[];
}): ReactElement => (
  <div>
    <h5>{title}</h5>
    <ul className={classes.headerList}>
      {headers.map(([name, value], index) => (
        <li key={`${String(index)} ${name}`}>
          <b>{name}:</b> {value}
        </li>
      ))}
    </ul>
  </div>
);
