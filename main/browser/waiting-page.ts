/** A page whose epoch has ended and that is not loaded again by itself: decision 0133. */
import type { BrowserCommand } from '../../common/ipc/browser-state.ts';
import type { CarriedHistory } from './carried-history.ts';

export interface WaitingPage {
  readonly url: string;
  /** `hidden`: until the view is shown. `form`: until the person says so. */
  readonly why: 'hidden' | 'form';
  readonly hadDevTools: boolean;
}

/** What answered a form waits also where it is seen; null: it is loaded again at once. */
export const whyToWait = (page: {
  readonly isFormAnswer: boolean;
  readonly isShown: boolean;
}): WaitingPage['why'] | null => (page.isFormAnswer ? 'form' : page.isShown ? null : 'hidden');

/** Where a command leads while the page waits; null: nowhere. */
export const wayFromWaiting = (
  { url }: WaitingPage,
  command: BrowserCommand,
  history: Pick<CarriedHistory, 'back' | 'forward'>,
): string | null => {
  if (command === 'reload' || command === 'reload-without-cache' || command === 'retry') return url;
  return command === 'back' || command === 'forward' ? history[command](url) : null;
};
