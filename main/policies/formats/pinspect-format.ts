/** Pinspect's own policy file among the other formats. */
import { clientToPolicy, policyToClient } from '../../../common/pinning/clients/pinspect-policy.ts';
import { success } from '../../../common/result.ts';
import { readPolicyText, writePolicyText } from '../policy-file.ts';
import type { PolicyFormat } from './policy-format.ts';

/** What one looks like, in a line, for a person whose file is none. */
export const smallestPolicy =
  '{"version": 1, "pinSets": [{"pattern": "api.example.com", "pins": ["sha256/…"]}]}';

export const pinspectFormat: PolicyFormat = {
  format: 'pinspect',
  name: 'Pinspect policy',
  fileExtension: 'json',
  recognises: ({ text }) => text?.trimStart().startsWith('{') === true && text.includes('"pinSets"'),
  read: ({ bytes }) => {
    const read = readPolicyText(bytes);
    return read.ok ? success(policyToClient(read.value.policy)) : read;
  },
  write: (policy) => {
    const own = clientToPolicy(policy);
    return own.ok ? success(writePolicyText(own.value, null)) : own;
  },
};
