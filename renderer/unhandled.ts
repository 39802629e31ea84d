import { notifications } from '@mantine/notifications';
import { errorText } from '../common/error-text.ts';
import { TooLongError } from './bridge.ts';
import { tellError } from './errors-told.ts';

const tooLongId = 'too-long';

/** What nobody answered for: a bug, said once and plainly instead of a window that does nothing, or too much given. */
export const showUnhandled = (reason: unknown): void => {
  if (reason instanceof TooLongError) {
    // One at a time: what is saved while it is typed would say it with every key.
    notifications.hide(tooLongId);
    notifications.show({
      id: tooLongId,
      color: 'yellow',
      title: 'That is too long',
      message: `${reason.message} Nothing was done: shorten it and try again.`,
      autoClose: 10_000,
    });
    return;
  }
  tellError({ title: 'Something went wrong inside Pinspect', message: errorText(reason) });
};
