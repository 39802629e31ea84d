import { createRef } from 'react';

/** The connection list's filter, which a shortcut leads to. */
export const filterField = createRef<HTMLInputElement>();
