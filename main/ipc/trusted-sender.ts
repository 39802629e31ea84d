import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { appOrigin } from '../electron/app-origin.ts';

/**
 * Only the page of Pinspect's window may call: its own web contents, the main frame, from app://pinspect. A frame inside it, the
 * browser view or any other page is a stranger. Call it in the same turn as the event: a frame that navigates away is detached.
 */
export function isTrustedSender(event: IpcMainInvokeEvent, window: WebContents | undefined): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null &&
    !frame.detached &&
    window !== undefined &&
    event.sender === window &&
    frame.parent === null &&
    frame.origin === appOrigin &&
    frame.url.startsWith(`${appOrigin}/`)
  );
}
