import { useEffect } from 'react';
import { pageKey } from '../../common/page-keys.ts';
import { call, listen } from '../bridge.ts';

const isMac = navigator.userAgent.includes('Mac');

/**
 * The browser's shortcuts while the keyboard is around the page; main hears those pressed inside it. Ctrl+L is the
 * browser's own address here, and F6 leads into the page and out of it.
 */
export const useBrowserKeys = (isShown: boolean, isLoading: boolean, focusAddress: () => void): void => {
  useEffect(() => {
    if (!isShown) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      // A dialog or menu that is open has the keys.
      if (event.target instanceof Element && event.target.closest('[data-portal]') !== null) return;
      const { key, ctrlKey: control, metaKey: meta, altKey: alt, shiftKey: shift } = event;
      const pressed = pageKey({ key, control, meta, alt, shift }, { isMac, isLoading });
      if (pressed === null) return;
      if (pressed.kind === 'command') void call('browser.run', { command: pressed.command });
      else if (pressed.key === 'address') focusAddress();
      else if (pressed.key === 'around') void call('browser.run', { command: 'focus-page' });
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    const unlisten = listen('browser.key', (key) => {
      if (key === 'address' || key === 'around') focusAddress();
    });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      unlisten();
    };
  }, [isShown, isLoading, focusAddress]);
};
