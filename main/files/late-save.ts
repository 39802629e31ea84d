/** Long enough to take what a person changes in one go, short enough that a crash loses next to nothing. */
const delayMs = 300;

export interface LateSave {
  /** There is something to write: soon, and once for all that comes until then. */
  readonly soon: () => void;
  /** Writes what waits, now. */
  readonly flush: () => void;
}

/** `write` takes what is to be written from its owner when the time has come; it throws nothing. */
export function lateSave(write: () => void): LateSave {
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    write();
  };
  return {
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(flush, delayMs);
    },
    flush,
  };
}
