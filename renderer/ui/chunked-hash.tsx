import type { ReactElement } from 'react';
import classes from './chunked-hash.module.css';

const prefixOf = (pin: string): string => pin.slice(0, pin.indexOf('/') + 1);

const chunksOf = (text: string): readonly string[] => text.match(/.{1,4}/g) ?? [];

/** A pin in groups of four, so that two can be compared by eye. The gaps are drawn, not typed: copying yields the pin. */
export const ChunkedHash = ({
  pin,
  differsAt,
}: {
  readonly pin: string;
  /** Marks the groups in which these characters (counted after the prefix) differ. */
  readonly differsAt?: readonly number[];
}): ReactElement => {
  const prefix = prefixOf(pin);
  return (
    <code className={classes.hash}>
      <span className={classes.prefix}>{prefix}</span>
      {chunksOf(pin.slice(prefix.length)).map((chunk, index) => (
        <span
          key={index}
          className={classes.chunk}
          data-differs={differsAt?.some((at) => Math.floor(at / 4) === index) === true || undefined}
        >
          {chunk}
        </span>
      ))}
    </code>
  );
};
