// Runs as the page's own code: what Playwright evaluates is not held by the Content-Security-Policy.
const seen = globalThis.document.documentElement.dataset;
seen.fileScript = 'ran';
try {
  seen.eval = String((0, eval)('"ran"'));
} catch (error) {
  seen.eval = String(error);
}
