import { createContext, useContext } from 'react';
import type { AppState } from '../common/ipc/state.ts';

const AppStateContext = createContext<AppState | null>(null);

export const AppStateProvider = AppStateContext.Provider;

/** Main's state. Only below the provider that `App` draws once the state is there. */
export const useAppState = (): AppState => {
  const state = useContext(AppStateContext);
  if (state === null) throw new Error('useAppState outside of the provider');
  return state;
};
