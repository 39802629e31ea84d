import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { toCalendar, type CalendarEntry } from '../../../common/calendar.ts';

const at = Date.parse('2026-11-24T12:34:56Z');

const entry: CalendarEntry = {
  uid: 'certificate 00ff@pinspect',
  day: '2027-02-28',
  summary: 'Certificate a, b; c\\d ends',
  description: 'One line\nand another, of pins — sha256/AAAA=',
  remindDaysBefore: [30, 7],
};

interface Read {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  readonly summary: string;
  readonly description: string;
  readonly alarms: readonly unknown[];
}

/** As a calendar program reads it. */
const read = (text: string): readonly Read[] => {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      start: event.startDate.toString(),
      end: event.endDate.toString(),
      summary: event.summary,
      description: event.description,
      alarms: component
        .getAllSubcomponents('valarm')
        .map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    };
  });
};

test('a calendar program reads the entry as it was meant, with its reminders', () => {
  expect(read(toCalendar([entry], at))).toEqual([
    {
      uid: entry.uid,
      start: '2027-02-28',
      end: '2027-03-01',
      summary: entry.summary,
      description: entry.description,
      alarms: ['-P30D', '-P7D'],
    },
  ]);
});

test('the file says when it was made, in UTC, and each line ends with CRLF', () => {
  const text = toCalendar([entry], at);
  expect(text).toContain('\r\nDTSTAMP:20261124T123456Z\r\n');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true);
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
});

test('an empty calendar is one', () => {
  expect(read(toCalendar([], at))).toEqual([]);
});

test('whatever the text is, no line is longer than 75 octets and nothing of it is lost', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(text, text, (summary, description) => {
      const file = toCalendar([{ ...entry, summary, description }], at);
      for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      // A control character has no form in the format and becomes a space.
      // eslint-disable-next-line no-control-regex
      const plain = (value: string): string => value.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
      const [event] = read(file);
      expect([event?.summary, event?.description]).toEqual([plain(summary), plain(description)]);
    }),
    { numRuns: 200 },
  );
});
