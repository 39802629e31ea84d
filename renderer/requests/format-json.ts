/**
 * JSON with line ends and indentation. Only white space changes: numbers and strings stay as the server wrote them, because
 * reading and writing them again would round long numbers and drop keys that stand twice. Null: it is not JSON.
 */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export const formatJson = (text: string): string | null => {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const [found] of text.matchAll(token)) {
    const isClosing = found === '}' || found === ']';
    if (isClosing) depth -= 1;
    const isEmpty = isClosing && (before === '{' || before === '[');
    const startsLine = before === ',' || before === '{' || before === '[' || isClosing;
    if (startsLine && !isEmpty) parts.push(newLine());
    parts.push(found === ':' ? ': ' : found);
    if (found === '{' || found === '[') depth += 1;
    before = found;
  }
  return parts.join('');
};
