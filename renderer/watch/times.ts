export const timeOfDay = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Of an ISO date: `2027-11-28`. */
export const dateOnly = (text: string): string => text.slice(0, 10);
