import { useEffect, useRef, type RefObject } from 'react';

/**
 * The keyboard, and the place in a long list, go back to where the form was opened from when it is closed. The answer is
 * called with the place of the set that the form was for; -1: a new one.
 */
export const useFocusAfterForm = (
  view: RefObject<HTMLElement | null>,
  isFormOpen: boolean,
): ((index: number) => void) => {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (isFormOpen || wanted.current === null) return;
    const opener = (index: number): HTMLElement | null | undefined =>
      view.current?.querySelector<HTMLElement>(`[data-edits='${index}']`);
    // A set that was removed meanwhile, or that the search hides, has no button.
    (opener(wanted.current) ?? opener(-1))?.focus();
    wanted.current = null;
  }, [view, isFormOpen]);
  return (index) => {
    wanted.current = index;
  };
};
