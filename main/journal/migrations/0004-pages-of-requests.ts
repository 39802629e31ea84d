/** In which page's name a request was made. Rows from before do not say. */
export const pagesOfRequests = `
ALTER TABLE requests ADD COLUMN pageUrl TEXT;
-- An index ends with the row's id, so this answers "the newest of a page" in order.
CREATE INDEX requestsByPage ON requests(pageUrl) WHERE pageUrl IS NOT NULL;
`;
