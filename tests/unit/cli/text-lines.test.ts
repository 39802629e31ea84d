import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textLines } from '../../../main/cli/text-lines.ts';

const linesOf = async (
  chunks: readonly (string | Buffer)[],
  maximumBytes = 1_000,
): Promise<readonly (string | null)[]> => {
  const stream = (async function* () {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  })();
  const all: (string | null)[] = [];
  for await (const lines of textLines(stream, maximumBytes)) all.push(...lines);
  return all;
};

describe('lines of a stream', () => {
  test('are the same wherever the stream is cut, also within a character', async () => {
    const text = 'one\ntwo\r\n\nvier ü 例\nfive';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40)), async (cuts) => {
        const bytes = Buffer.from(text);
        const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((start, index) =>
          bytes.subarray(start, places[index] ?? bytes.length),
        );
        expect(await linesOf(chunks)).toEqual(['one', 'two', '', 'vier ü 例', 'five']);
      }),
      { numRuns: 50 },
    );
  });

  test('one that is too long is told as null, and the next one comes', async () => {
    expect(await linesOf(['a'.repeat(600), 'a'.repeat(600), 'a\nshort\n'])).toEqual([null, 'short']);
  });

  test('what one chunk brought is not held back until the next', async () => {
    let given = 0;
    const stream = (async function* () {
      for (const chunk of ['one\n', 'two\n']) {
        given += 1;
        yield await Promise.resolve(chunk);
      }
    })();
    const first = await textLines(stream, 100).next();
    expect([first.value as unknown, given]).toEqual([['one'], 1]);
  });
});
