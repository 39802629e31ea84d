/**
 * Where a name override led a connection, and what filters ask about what weakened it. Rows from before do not say where
 * they were led. Kinds as in 0002: a signature is the array of the columns in their order, so it gets three more places
 * (19 to 21); connections that rest on a CA trusted by hand, or had pins that had ended, move to a kind that says so.
 */
const verified = `
  SELECT connections.id AS connectionId, connectionKinds.id AS kindId, signature,
    verifications.trustedByKind = 'this-run' AND chromiumErrorCode <> 0 AS trustedByHand,
    json_valid(evaluation) AND EXISTS (
      SELECT 1 FROM json_each(CASE WHEN json_valid(evaluation) THEN evaluation ELSE '{}' END, '$.notInForce') AS one
      WHERE one.value ->> '$.why' LIKE 'expired%') AS endedPins
  FROM connections JOIN verifications ON verifications.id = verificationId
  JOIN connectionKinds ON connectionKinds.id = connections.kindId`;

const sameColumns = `hostId, port, address, routeText, routeInterceptor, protocol, sni, alpn, tlsVersion, cipherSuite,
  verdict, action, remembered, errorCode, reportOnlyVerdict, hasSent, mode, presentedChainId, validatedChainId`;

export const whatWeakened = `
ALTER TABLE connections ADD COLUMN routeLedTo TEXT;
ALTER TABLE connectionKinds ADD COLUMN isLedElsewhere INTEGER NOT NULL DEFAULT 0;
ALTER TABLE connectionKinds ADD COLUMN isTrustedByHand INTEGER NOT NULL DEFAULT 0;
ALTER TABLE connectionKinds ADD COLUMN hasEndedPins INTEGER NOT NULL DEFAULT 0;
UPDATE connectionKinds SET signature = json_insert(signature, '$[#]', 0, '$[#]', 0, '$[#]', 0);

CREATE TEMP TABLE weakenedConnections AS
  SELECT connectionId, kindId, trustedByHand, endedPins,
    json_set(signature, '$[20]', trustedByHand, '$[21]', endedPins) AS signature
  FROM (${verified}) WHERE trustedByHand OR endedPins;

INSERT INTO connectionKinds (signature, ${sameColumns}, isTrustedByHand, hasEndedPins)
  SELECT DISTINCT weakened.signature, ${sameColumns}, trustedByHand, endedPins
  FROM weakenedConnections AS weakened JOIN connectionKinds ON connectionKinds.id = weakened.kindId
  WHERE true
  ON CONFLICT DO NOTHING;

UPDATE connections SET kindId = connectionKinds.id
  FROM weakenedConnections AS weakened JOIN connectionKinds USING (signature)
  WHERE connections.id = weakened.connectionId;

DROP TABLE weakenedConnections;
DELETE FROM connectionKinds WHERE id NOT IN (SELECT kindId FROM connections);
`;
