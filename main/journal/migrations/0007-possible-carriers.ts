/** Connections of which one carried a request, where it cannot be told which: a list in JSON. */
export const possibleCarriers = `
ALTER TABLE requests ADD COLUMN possibleConnectionIds TEXT;
CREATE INDEX requestsByPossibleConnections ON requests(pageUrl) WHERE possibleConnectionIds IS NOT NULL;
`;
