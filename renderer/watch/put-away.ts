/** The watch that another one took the place of, and how it comes back. */
import { notifications } from '@mantine/notifications';
import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import { timeOfDay } from './times.ts';

/** One watch is kept: an offer for another is of no use any more. */
let withdraw: (() => void) | null = null;

/** `startedAt`: of the watch that was put away; null: nothing was. */
export const offerBack = (startedAt: number | null): void => {
  if (startedAt === null) return;
  withdraw?.();
  withdraw = offerUndo(
    `Put away the watch of ${timeOfDay(startedAt)}. Undo stops the one in its place.`,
    () => {
      bringBack(startedAt);
    },
  );
};

/** Shows it again; what was seen in its place is put away in turn. */
export const bringBack = (startedAt: number): void => {
  withdraw?.();
  void call('watch.bringBack', { startedAt }).then((back) => {
    if (back.ok) offerBack(back.value);
    else notifications.show({ color: 'yellow', message: back.error.message });
  });
};
