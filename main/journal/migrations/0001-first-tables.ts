/**
 * Columns bear the names of the record's fields (common/records.ts). Times are epoch milliseconds and durations
 * milliseconds, REAL because either may have a fraction. References between connections, verifications and requests
 * are not enforced: one side may be dropped under pressure, and the other is still worth keeping.
 *
 * Rows are paged by id, newest first. Host names are a table of their own, so that a filter by part of a name reads
 * some hundred names instead of a million rows. A chain is kept once, however many verifications saw it.
 */
export const firstTables = `
CREATE TABLE hosts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE certificates (
  id INTEGER PRIMARY KEY,
  certSha256 TEXT NOT NULL UNIQUE,
  pem TEXT NOT NULL,
  -- The other CertificateFacts, as JSON.
  facts TEXT NOT NULL
) STRICT;

CREATE TABLE chains (
  id INTEGER PRIMARY KEY,
  -- Certificate ids, leaf first, joined by commas: the same list is the same chain.
  certificateIds TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE chainCertificates (
  chainId INTEGER NOT NULL REFERENCES chains(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  certificateId INTEGER NOT NULL REFERENCES certificates(id),
  PRIMARY KEY (chainId, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX chainCertificatesByCertificate ON chainCertificates(certificateId);

CREATE TABLE verifications (
  id INTEGER PRIMARY KEY,
  at REAL NOT NULL,
  epoch INTEGER NOT NULL,
  host TEXT NOT NULL,
  -- Evaluation, as JSON.
  evaluation TEXT NOT NULL,
  action TEXT NOT NULL,
  chromiumErrorCode INTEGER NOT NULL,
  chromiumResult TEXT NOT NULL,
  isIssuedByKnownRoot INTEGER NOT NULL,
  trustedByKind TEXT NOT NULL,
  trustedBySubject TEXT,
  presentedChainId INTEGER REFERENCES chains(id),
  validatedChainId INTEGER REFERENCES chains(id),
  reason TEXT NOT NULL,
  failureMessage TEXT
) STRICT;
CREATE INDEX verificationsByTime ON verifications(at);
CREATE INDEX verificationsByPresentedChain ON verifications(presentedChainId);
CREATE INDEX verificationsByValidatedChain ON verifications(validatedChainId);

CREATE TABLE connections (
  id INTEGER PRIMARY KEY,
  startedAt REAL NOT NULL,
  epoch INTEGER NOT NULL,
  hostId INTEGER NOT NULL REFERENCES hosts(id),
  port INTEGER NOT NULL,
  address TEXT,
  localPort INTEGER,
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
  verificationId INTEGER,
  isNewVerification INTEGER NOT NULL,
  reason TEXT NOT NULL,
  errorCode TEXT,
  bytesSent INTEGER NOT NULL,
  bytesReceived INTEGER NOT NULL,
  applicationBytesSent INTEGER NOT NULL,
  connectedMs REAL,
  decidedMs REAL,
  closedMs REAL,
  reportOnlyVerdict TEXT
) STRICT;
-- An index ends with the row's id, so these answer "the newest of a host and verdict" in order.
CREATE INDEX connectionsByHost ON connections(hostId, verdict);
CREATE INDEX connectionsByVerdict ON connections(verdict);
CREATE INDEX connectionsByPinFailure ON connections(startedAt) WHERE verdict IN ('mismatch', 'cleartext');
CREATE INDEX connectionsByTime ON connections(startedAt);
CREATE INDEX connectionsByVerification ON connections(verificationId) WHERE verificationId IS NOT NULL;
CREATE INDEX connectionsByLocalPort ON connections(localPort, startedAt) WHERE routeInterceptor IS NOT NULL;

CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  startedAt REAL NOT NULL,
  epoch INTEGER NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  hostId INTEGER NOT NULL REFERENCES hosts(id),
  resourceType TEXT NOT NULL,
  status INTEGER,
  error TEXT,
  fromCache INTEGER NOT NULL,
  durationMs REAL,
  connectionId INTEGER
) STRICT;
CREATE INDEX requestsByHost ON requests(hostId);
CREATE INDEX requestsByTime ON requests(startedAt);
CREATE INDEX requestsByConnection ON requests(connectionId) WHERE connectionId IS NOT NULL;

CREATE TABLE interceptorEvents (
  id INTEGER PRIMARY KEY,
  at REAL NOT NULL,
  clientPort INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX interceptorEventsByPort ON interceptorEvents(clientPort, at);
CREATE INDEX interceptorEventsByTime ON interceptorEvents(at);
`;
