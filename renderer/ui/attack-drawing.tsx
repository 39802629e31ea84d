import { IconCheck, IconDeviceLaptop, IconEye, IconServer, IconSpy, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './attack-drawing.module.css';

/** One line of the drawing: how far a connection came, and who read what it carried. */
export interface DrawnConnection {
  readonly title: string;
  /** A sentence that says all that the line shows. */
  readonly words: string;
  readonly end: 'client' | 'interceptor' | 'server';
  /** Ended by the client; false: it went through to its end. */
  readonly isRefused: boolean;
  /** The man in the middle read a request on its way. */
  readonly isRead: boolean;
}

/** Client, man in the middle and server as three posts, and a line for each connection that ends where it ended. */
export const AttackDrawing = ({
  interceptor,
  connections,
}: {
  /** What stands in the middle; null: nobody yet. */
  readonly interceptor: string | null;
  readonly connections: readonly DrawnConnection[];
}): ReactElement => (
  <div className={classes.drawing}>
    <div className={classes.heads}>
      <span>
        <IconDeviceLaptop size={18} stroke={1.6} aria-hidden /> Pinspect, the client
      </span>
      <span>
        <IconSpy size={18} stroke={1.6} aria-hidden /> {interceptor ?? 'Man in the middle'}
      </span>
      <span>
        <IconServer size={18} stroke={1.6} aria-hidden /> Server
      </span>
    </div>
    {connections.length === 0 ? (
      <div className={classes.idle} aria-hidden />
    ) : (
      <ol aria-label="Where each connection ended">
        {connections.map((connection, index) => (
          <li key={index}>
            <p className={classes.title}>{connection.title}</p>
            <Line {...connection} />
            <p className={classes.words}>{connection.words}</p>
          </li>
        ))}
      </ol>
    )}
  </div>
);

const Line = ({ end, isRefused, isRead }: DrawnConnection): ReactElement => (
  <div className={classes.line} aria-hidden data-end={end} data-refused={isRefused}>
    <span className={classes.way} />
    {isRead && (
      <span className={classes.mark} data-at="interceptor" data-tone="bad">
        <IconEye size={14} stroke={2} />
      </span>
    )}
    {isRefused ? (
      <span className={classes.mark} data-at={end} data-tone="good">
        <IconX size={14} stroke={2.4} />
      </span>
    ) : (
      end === 'server' && (
        <span className={classes.mark} data-at="server" data-tone="calm">
          <IconCheck size={14} stroke={2.4} />
        </span>
      )
    )}
  </div>
);
