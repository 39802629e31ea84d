/**
 * Which chains each host showed, and when: the groups and their first and last time are read from an index alone, one
 * seek a group, however many verifications there are. The wider index also serves what the narrower one did.
 */
export const chainsByHost = `
DROP INDEX IF EXISTS verificationsByValidatedChain;
CREATE INDEX verificationsByValidatedChain ON verifications(validatedChainId, host, at);
CREATE INDEX IF NOT EXISTS verificationsByPresentedOnly ON verifications(presentedChainId, host, at)
  WHERE validatedChainId IS NULL;
`;
