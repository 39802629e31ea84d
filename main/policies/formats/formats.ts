// Every format that is read and written, in the order in which they are tried: the more telling first.
import type { PolicyFormat } from './policy-format.ts';

export const policyFormats: readonly PolicyFormat[] = [];
