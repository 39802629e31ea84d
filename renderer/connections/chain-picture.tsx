import { VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useId, type ReactElement, type ReactNode } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { isDummyPin } from '../../common/pinning/pin.ts';
import {
  layOutChains,
  pictureSentences,
  pictureSummary,
  type CertificateBox,
  type PinBox,
} from './chain-picture-layout.ts';
import classes from './chain-picture.module.css';

const boxHeight = 46;
const rowHeight = 58;
const headHeight = 22;
const columnGap = 26;
/** Below this a box has no room for a name: the picture is scrolled then. */
const leastColumn = 118;

const middleOf = (row: number): number => headHeight + row * rowHeight + boxHeight / 2;

interface BoxProps {
  readonly x: number;
  readonly row: number;
  readonly width: number;
  /** How the edge is drawn, beside the words. */
  readonly look: 'plain' | 'matched' | 'absent';
  readonly title: string;
  readonly head: ReactNode;
  readonly note: string;
}

const Box = ({ x, row, width, look, title, head, note }: BoxProps): ReactElement => {
  const y = headHeight + row * rowHeight;
  return (
    <g className={classes.box} data-look={look}>
      <title>{title}</title>
      <rect x={x + 1} y={y + 1} width={width - 2} height={boxHeight - 2} rx={6} />
      <foreignObject x={x} y={y} width={width} height={boxHeight}>
        <div className={classes.words}>
          <div className={classes.head}>{head}</div>
          <div className={classes.note}>{note}</div>
        </div>
      </foreignObject>
    </g>
  );
};

const presentedNote = ({ role, isShared }: CertificateBox): string => (isShared ? role : `${role}, not used`);

const validatedNote = ({ role, isShared, isPinned }: CertificateBox): string =>
  [role, ...(isShared ? [] : ['not sent']), ...(isPinned ? ['✓ pinned'] : [])].join(', ');

const pinNote = ({ pin, matchedRow, isOnlySent }: PinBox): string => {
  if (matchedRow !== null) return '✓ matches';
  if (isOnlySent) return 'sent, but not trusted';
  return isDummyPin(pin) ? '✗ dummy: matches nothing' : '✗ on no certificate';
};

/** `sha256/AbCd…wXyZ=`: both ends are what people compare. */
const shortPin = (pin: string): string => {
  const at = pin.indexOf('/') + 1;
  return `${pin.slice(at, at + 6)}…${pin.slice(-5)}`;
};

/** What was sent beside what was validated beside what was expected; lines join what is the same. */
export const ChainPicture = ({
  presented,
  validated,
  expectedPins,
}: {
  readonly presented: readonly CertificateFacts[];
  readonly validated: readonly CertificateFacts[];
  readonly expectedPins: readonly string[];
}): ReactElement => {
  const { ref, width: room } = useElementSize();
  const id = useId();
  const layout = layOutChains(presented, validated, expectedPins);
  const columns = expectedPins.length === 0 ? 2 : 3;
  const width = Math.max(room, columns * leastColumn + (columns - 1) * columnGap);
  const column = (width - (columns - 1) * columnGap) / columns;
  const x = (at: number): number => at * (column + columnGap);
  const height = headHeight + (layout.rows - 1) * rowHeight + boxHeight;
  const isScrolled = width > room;
  const line = (key: string, from: number, fromRow: number, toRow: number, isPin: boolean): ReactElement => {
    const start = x(from) + column;
    const end = x(from + 1);
    const bend = columnGap / 2;
    return (
      <path
        key={key}
        className={classes.link}
        data-pin={isPin || undefined}
        d={`M${start} ${middleOf(fromRow)} C${start + bend} ${middleOf(fromRow)} ${end - bend} ${middleOf(toRow)} ${end} ${middleOf(toRow)}`}
      />
    );
  };
  return (
    <div
      ref={ref}
      className={classes.frame}
      {...(isScrolled && { tabIndex: 0, role: 'group', 'aria-label': 'Picture of the chain' })}
    >
      {room > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`The chain as a picture: ${pictureSummary(layout)}`}
          aria-describedby={id}
        >
          {['Presented', 'Validated', 'Pins expected'].slice(0, columns).map((heading, at) => (
            <text key={heading} x={x(at) + 2} y={13} className={classes.heading}>
              {heading}
            </text>
          ))}
          {layout.links.map(([from, to]) => line(`${from} ${to}`, 0, from, to, false))}
          {layout.pins.map(
            ({ pin, row, matchedRow }) => matchedRow !== null && line(pin, 1, matchedRow, row, true),
          )}
          {layout.presented.map((box) => (
            <Box
              key={box.key}
              x={x(0)}
              row={box.row}
              width={column}
              look={box.isShared ? 'plain' : 'absent'}
              title={box.name}
              head={box.name}
              note={presentedNote(box)}
            />
          ))}
          {layout.validated.map((box) => (
            <Box
              key={box.key}
              x={x(1)}
              row={box.row}
              width={column}
              look={box.isPinned ? 'matched' : box.isShared ? 'plain' : 'absent'}
              title={box.name}
              head={box.name}
              note={validatedNote(box)}
            />
          ))}
          {layout.validated.length === 0 && (
            <Box
              x={x(1)}
              row={0}
              width={column}
              look="absent"
              title="No path was validated"
              head="No path"
              note="to a trusted root"
            />
          )}
          {layout.pins.map((box) => (
            <Box
              key={box.pin}
              x={x(2)}
              row={box.row}
              width={column}
              look={box.matchedRow === null ? 'absent' : 'matched'}
              title={box.pin}
              head={<code>{shortPin(box.pin)}</code>}
              note={pinNote(box)}
            />
          ))}
        </svg>
      )}
      <VisuallyHidden>
        <ul id={id}>
          {pictureSentences(layout).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </VisuallyHidden>
    </div>
  );
};
