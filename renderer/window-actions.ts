import { createContext, useContext } from 'react';
import type { LabWish } from './lab-wish.ts';
import type { SavePolicy } from './save-policy.ts';
import type { ViewName } from '../common/view-names.ts';

/** What any view may ask of the window around it. */
export interface WindowActions {
  /** False for a view that this version does not have: offer no way to it then. */
  readonly hasView: (view: ViewName) => boolean;
  readonly showView: (view: ViewName) => void;
  /** Shows the Connections view with this connection's detail; null closes the detail. */
  readonly openConnection: (id: number | null) => void;
  /** Shows the Connections view with the keyboard in the address field. */
  readonly focusAddress: () => void;
  /** Shows the Lab view, and its walk: one step at a time from the beginning, or all at once. */
  readonly showLab: (how: LabWish) => void;
  /** Shows the Policy view and asks for the pins of an app. */
  readonly importPins: () => void;
  readonly savePolicy: SavePolicy;
}

const WindowActionsContext = createContext<WindowActions | null>(null);

export const WindowActionsProvider = WindowActionsContext.Provider;

/** Its functions are the same ones for as long as the window lives. */
export const useWindowActions = (): WindowActions => {
  const actions = useContext(WindowActionsContext);
  if (actions === null) throw new Error('useWindowActions outside of the provider');
  return actions;
};
