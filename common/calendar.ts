/**
 * All-day entries as an iCalendar file (RFC 5545): CRLF line ends, lines folded at 75 octets, a stable UID so that a later
 * import moves an entry instead of doubling it, and reminders. Control characters, which the format has no form for, go.
 */
export interface CalendarEntry {
  /** The same for the same thing, whatever its day is by then. */
  readonly uid: string;
  /** `2027-06-30` */
  readonly day: string;
  readonly summary: string;
  readonly description: string;
  /** Whole days before the day at which to be reminded. */
  readonly remindDaysBefore: readonly number[];
}

const escapeText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`);

const octetsOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
};

/** RFC 5545, 3.1: no line has more than 75 octets; what follows on begins with a space. No character is cut. */
const fold = (line: string): string => {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > 75) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
};

const dateOf = (day: string): string => day.replaceAll('-', '');

const dayAfter = (day: string): string =>
  dateOf(new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10));

const stampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

const entryLines = (entry: CalendarEntry, stamp: string): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${escapeText(entry.uid)}`,
  `DTSTAMP:${stamp}`,
  `DTSTART;VALUE=DATE:${dateOf(entry.day)}`,
  `DTEND;VALUE=DATE:${dayAfter(entry.day)}`,
  `SUMMARY:${escapeText(entry.summary)}`,
  `DESCRIPTION:${escapeText(entry.description)}`,
  'TRANSP:TRANSPARENT',
  ...entry.remindDaysBefore.flatMap((days) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escapeText(entry.summary)}`,
    `TRIGGER:-P${days}D`,
    'END:VALARM',
  ]),
  'END:VEVENT',
];

/** `at`, when the file is made, in epoch milliseconds. Days must be days of the calendar. */
export const toCalendar = (entries: readonly CalendarEntry[], at: number): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Pinspect//Pinspect//EN',
    'CALSCALE:GREGORIAN',
    ...entries.flatMap((entry) => entryLines(entry, stampOf(at))),
    'END:VCALENDAR',
  ]
    .map((line) => `${fold(line)}\r\n`)
    .join('');
