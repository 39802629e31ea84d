import { test } from 'vitest';
import { sampleConnection } from '../../support/journal/sample-records.ts';
import { openForTest, temporaryFolder } from '../../support/journal/temporary-journal.ts';
test('profile', async () => {
  const { journal, settled, written } = await openForTest(await temporaryFolder(), { queueLimit: 100_000 });
  for (let k = 0; k < 3; k += 1) {
    const began = performance.now();
    for (let n = 0; n < 20_000; n += 1)
      journal.record.connection(sampleConnection(journal.nextId('connection'), { localPort: 1000 + n }));
    const mid = performance.now();
    await settled();
    process.stderr.write(
      `record ${mid - began} settle ${performance.now() - mid} batches ${written.length}\n`,
    );
  }
});
