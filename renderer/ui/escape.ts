import type { KeyboardEvent } from 'react';

const openList = '[role="menu"], [role="listbox"], [aria-haspopup][aria-expanded="true"]';

/**
 * Escape, and not one that closes an open menu or list: those let it bubble on, and React carries it out of a portal to what
 * the menu belongs to.
 */
export const isOwnEscape = ({ key, target }: KeyboardEvent): boolean =>
  key === 'Escape' && !(target instanceof Element && target.closest(openList) !== null);
