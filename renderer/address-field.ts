import { createRef } from 'react';

/** The request bar's address: the one field that a shortcut leads to from everywhere. */
export const addressField = createRef<HTMLInputElement>();
