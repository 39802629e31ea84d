/** What something thrown says: an error's message, or anything else as text. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
