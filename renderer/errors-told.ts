/**
 * Errors that belong to no field or view: each is shown for a while, the same one once with a count, few at a time; and kept,
 * so that one that was missed is found again in the status bar.
 */
import { notifications } from '@mantine/notifications';
import { useSyncExternalStore } from 'react';

export interface ToldError {
  readonly title: string;
  readonly message: string;
  readonly times: number;
  /** Epoch milliseconds, of the last time. */
  readonly at: number;
}

/** Long enough to read it twice. */
const shownForMs = 30_000;
const shownAtOnce = 2;
const kept = 20;

let told: readonly ToldError[] = [];
/** Those on screen, oldest first. */
let shown: readonly string[] = [];
const listeners = new Set<() => void>();

const put = (next: readonly ToldError[]): void => {
  told = next;
  for (const listener of listeners) listener();
};

/** The list with this error in front, counted where it is there already. */
export const withError = (
  before: readonly ToldError[],
  { title, message }: Pick<ToldError, 'title' | 'message'>,
  at: number,
): readonly [ToldError, ...ToldError[]] => {
  const same = (one: ToldError): boolean => one.title === title && one.message === message;
  const times = (before.find(same)?.times ?? 0) + 1;
  return [{ title, message, times, at }, ...before.filter((one) => !same(one)).slice(0, kept - 1)];
};

/** The id of what is shown; `id` stands for all of its kind, so that a new one takes the place of the last. */
export const tellError = (error: {
  readonly title: string;
  readonly message: string;
  readonly id?: string;
}): void => {
  const next = withError(told, error, Date.now());
  put(next);
  const id = error.id ?? `error ${error.title} ${error.message}`;
  const { times } = next[0];
  // Shown anew, so that its time begins again.
  notifications.hide(id);
  shown = [...shown.filter((one) => one !== id), id];
  for (const old of shown.slice(0, -shownAtOnce)) notifications.hide(old);
  shown = shown.slice(-shownAtOnce);
  notifications.show({
    id,
    color: 'red',
    title: times === 1 ? error.title : `${error.title} (${times} times)`,
    message: error.message,
    autoClose: shownForMs,
  });
};

export const forgetErrors = (): void => {
  put([]);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useToldErrors = (): readonly ToldError[] => useSyncExternalStore(subscribe, () => told);
