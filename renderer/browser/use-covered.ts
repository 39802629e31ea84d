/**
 * The page is drawn by the system above everything of the window's own. So whatever the window opens over its place has to
 * be known: a dialog or menu takes the page off the screen (a picture stands in), a notification makes it shorter.
 */
import { useEffect, useState, type RefObject } from 'react';
import { insetBelow, overlaps } from './page-geometry.ts';

export interface Cover {
  readonly isCovered: boolean;
  /** Taken by notifications at the bottom of the page's place, in CSS pixels. */
  readonly bottomInset: number;
}

const coverSelector = ['dialog', 'menu', 'listbox', 'tooltip']
  .map((role) => `[data-portal] [role="${role}"]`)
  .join(', ');
const notificationSelector = '.mantine-Notification-root';
const open: Cover = { isCovered: false, bottomInset: 0 };

export const useCovered = (placeRef: RefObject<HTMLElement | null>, isWatching: boolean): Cover => {
  const [cover, setCover] = useState(open);
  useEffect(() => {
    if (!isWatching) return;
    const look = (): void => {
      const place = placeRef.current?.getBoundingClientRect();
      if (place === undefined) return;
      const isUnderDialog = [...document.querySelectorAll(coverSelector)].some(
        (element) =>
          element.getAttribute('aria-modal') === 'true' || overlaps(element.getBoundingClientRect(), place),
      );
      const notifications = [...document.querySelectorAll(notificationSelector)].map((element) =>
        element.getBoundingClientRect(),
      );
      const inset = insetBelow(place, notifications);
      // Notifications that leave the page little room cover it, as a dialog does.
      const isCovered = isUnderDialog || inset > (place.bottom - place.top) / 2;
      const bottomInset = isCovered ? 0 : inset;
      setCover((before) =>
        before.isCovered === isCovered && before.bottomInset === bottomInset
          ? before
          : { isCovered, bottomInset },
      );
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['style'],
    });
    // Where something slides in, it ends up elsewhere than it began.
    document.addEventListener('transitionend', look);
    look();
    return () => {
      observer.disconnect();
      document.removeEventListener('transitionend', look);
    };
  }, [isWatching, placeRef]);
  return cover;
};
