import type { DialogsOver } from './dialogs-over.ts';

/** Outside the page: what runs programs is asked by the main process, whatever the page says (docs/decisions/0114). */
export const askBeforeRunning = async (
  dialogs: Pick<DialogsOver, 'ask'>,
  question: { readonly title: string; readonly message: string; readonly detail: string },
): Promise<boolean> => {
  const pressed = await dialogs.ask({
    ...question,
    type: 'question',
    buttons: ['Run', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return pressed === 0;
};
