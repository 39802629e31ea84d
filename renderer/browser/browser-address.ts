import { createRef } from 'react';

/** The browser's address: where its shortcuts and the palette lead. */
export const browserAddress = createRef<HTMLInputElement>();
