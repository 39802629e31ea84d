/**
 * Cuts a stream into lines without ever holding more than one of them. A line beyond the limit is passed over and told as
 * null, so that one without end neither fills the memory nor hides those after it.
 */
export async function* textLines(
  stream: AsyncIterable<Buffer | string>,
  maximumBytes: number,
): AsyncGenerator<readonly (string | null)[]> {
  let parts: Buffer[] = [];
  let length = 0;
  let isTooLong = false;
  const take = (part: Buffer): void => {
    length += part.length;
    if (length > maximumBytes) {
      isTooLong = true;
      parts = [];
    } else parts.push(part);
  };
  const finish = (): string | null => {
    const line = isTooLong ? null : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    parts = [];
    length = 0;
    isTooLong = false;
    return line;
  };
  for await (const read of stream) {
    const chunk = typeof read === 'string' ? Buffer.from(read) : read;
    const lines: (string | null)[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
    // What one read brought goes on together: an answer never waits for the next question.
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [finish()];
}
