/** One line on a terminal's stderr that says how far a long command is; nothing where stderr is no terminal. */
import type { TextOutput } from './command.ts';

const redrawMs = 100;

export interface ProgressLine {
  readonly show: (text: string) => void;
  /** Takes the line away, before something is written for good. */
  readonly clear: () => void;
}

export const createProgressLine = (
  stderr: Pick<TextOutput, 'write' | 'isTerminal' | 'columns'>,
): ProgressLine => {
  if (!stderr.isTerminal) return { show: () => undefined, clear: () => undefined };
  let isShown = false;
  let lastMs = -Infinity;
  return {
    show: (text) => {
      const nowMs = performance.now();
      if (nowMs - lastMs < redrawMs) return;
      lastMs = nowMs;
      isShown = true;
      void stderr.write(`\r\u001b[K${text.slice(0, Math.max(10, stderr.columns - 1))}`);
    },
    clear: () => {
      if (!isShown) return;
      isShown = false;
      lastMs = -Infinity;
      void stderr.write('\r\u001b[K');
    },
  };
};
