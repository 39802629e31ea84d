import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import type { PlacedColumn } from './column-layout.ts';
import type { ListModel, ListState } from './list-model.ts';
import type { Selection } from './selection.ts';

/** How the person came to a row. */
export type Reach = 'alone' | 'range' | 'toggle';

export interface TableProps {
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly model: ListModel;
  readonly state: ListState;
  readonly columns: readonly PlacedColumn[];
  readonly selection: Selection;
  readonly onReach: (number: number, how: Reach) => void;
  readonly onOpen: (number: number, how: 'pointer' | 'keyboard') => void;
  /** A key that is not about moving; true: taken. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly empty: ReactNode;
  readonly onWidth: (widthPx: number) => void;
}
