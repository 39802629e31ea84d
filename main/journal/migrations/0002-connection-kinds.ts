/**
 * A kind is what filters ask of a connection: every combination is kept once, and a connection names its own. A million
 * connections are of some thousand kinds, so a filter reads those instead of the connections.
 *
 * `signature` is the JSON array of the other columns, in their order: the same array is the same kind. The chains and the
 * mode are those of the verification the connection rests on. `connections.kindId` is not enforced, like other references
 * between records; the index by id holds all that the list is made of, so that it is read without the rows themselves.
 */
const columns = `hostId, port, address, routeText, routeInterceptor, protocol, sni, alpn, tlsVersion, cipherSuite, verdict,
  action, remembered, errorCode, reportOnlyVerdict`;

const ofConnection = (name: string): string =>
  `json_array(c.hostId, c.port, c.address, c.routeText, c.routeInterceptor, c.protocol, c.sni, c.alpn, c.tlsVersion,
    c.cipherSuite, c.verdict, c.action, c.remembered, c.errorCode, c.reportOnlyVerdict, c.applicationBytesSent > 0,
    v.evaluation ->> '$.mode', v.presentedChainId, v.validatedChainId) AS ${name}`;

export const connectionKinds = `
CREATE TABLE connectionKinds (
  id INTEGER PRIMARY KEY,
  signature TEXT NOT NULL UNIQUE,
  hostId INTEGER NOT NULL REFERENCES hosts(id),
  port INTEGER NOT NULL,
  address TEXT,
  routeText TEXT NOT NULL,
  routeInterceptor TEXT,
  protocol TEXT NOT NULL,
  sni TEXT,
  alpn TEXT,
  tlsVersion TEXT,
  cipherSuite TEXT,
  verdict TEXT NOT NULL,
  action TEXT NOT NULL,
  remembered INTEGER NOT NULL,
  errorCode TEXT,
  reportOnlyVerdict TEXT,
  hasSent INTEGER NOT NULL,
  mode TEXT,
  presentedChainId INTEGER,
  validatedChainId INTEGER
) STRICT;
CREATE INDEX connectionKindsByHost ON connectionKinds(hostId);

ALTER TABLE connections ADD COLUMN kindId INTEGER NOT NULL DEFAULT 0;

INSERT INTO connectionKinds (signature, ${columns}, hasSent, mode, presentedChainId, validatedChainId)
  SELECT ${ofConnection('signature')}, ${columns
    .split(',')
    .map((column) => `c.${column.trim()}`)
    .join(
      ', ',
    )}, c.applicationBytesSent > 0, v.evaluation ->> '$.mode', v.presentedChainId, v.validatedChainId
  FROM connections AS c LEFT JOIN verifications AS v ON v.id = c.verificationId
  WHERE true
  ON CONFLICT DO NOTHING;

UPDATE connections SET kindId = connectionKinds.id
  FROM (SELECT c.id AS connectionId, ${ofConnection('signature')}
    FROM connections AS c LEFT JOIN verifications AS v ON v.id = c.verificationId) AS signed
  JOIN connectionKinds USING (signature)
  WHERE connections.id = signed.connectionId;

CREATE INDEX connectionsByKind ON connections(kindId);
CREATE INDEX connectionsForList ON connections(id, kindId, startedAt, epoch, applicationBytesSent, decidedMs);
`;
