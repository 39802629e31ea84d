/**
 * CSV by RFC 4180: CRLF, a header line, quotes where needed. A cell that a spreadsheet would run as a formula gets an
 * apostrophe before it: host names, subjects and messages come from servers and files.
 */
import type { Report, Scalar } from './report.ts';

export const renderCsv = (report: Report): string => {
  const [first] = report.cases;
  if (first === undefined) return '';
  const columns = Object.keys(first.row);
  const lines = report.cases.map(({ row }) => columns.map((column) => toCell(row[column] ?? null)));
  return [columns, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
};

const toCell = (value: Scalar): string => {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
};
