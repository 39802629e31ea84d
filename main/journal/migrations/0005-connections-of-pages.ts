/** Which connections a page's requests went over, from the index alone; it still answers "the newest of a page" in order. */
export const connectionsOfPages = `
DROP INDEX requestsByPage;
CREATE INDEX requestsByPage ON requests(pageUrl, id, connectionId) WHERE pageUrl IS NOT NULL;
`;
