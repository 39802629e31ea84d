/** A picture of a chain's validity: a bar for each certificate against the months around the run, and a line for its day. */
import type { ReportCertificate } from './report.ts';
import { type Html, html } from './html-text.ts';

const dayMs = 86_400_000;
const before = 182 * dayMs;
const after = 730 * dayMs;
const width = 720;
const rowHeight = 22;
const headHeight = 18;

export const renderTimeline = (chain: readonly ReportCertificate[], at: number): Html => {
  const from = at - before;
  const toX = (time: number): number =>
    Math.round((Math.min(Math.max((time - from) / (before + after), 0), 1) * width + Number.EPSILON) * 10) /
    10;
  const height = headHeight + chain.length * rowHeight;
  const years = yearsBetween(from, at + after).map(
    (start) =>
      html`<line class="tick" x1="${toX(start)}" x2="${toX(start)}" y1="0" y2="${height}" /><text
          x="${toX(start) + 4}"
          y="12"
          >${new Date(start).getUTCFullYear()}</text
        >`,
  );
  const bars = chain.map((certificate, index) => {
    const start = toX(Date.parse(certificate.notBefore));
    const end = toX(Date.parse(certificate.notAfter));
    const y = headHeight + index * rowHeight;
    const isOver = Date.parse(certificate.notAfter) < at;
    return html`<rect
        class="${isOver ? 'over' : certificate.pinned ? 'pinned' : 'bar'}"
        x="${start}"
        y="${y + 3}"
        width="${Math.max(end - start, 2)}"
        height="${rowHeight - 8}"
        rx="3"
      /><text x="${Math.min(start + 6, width - 120)}" y="${y + 14}"
        >${index + 1}: until ${certificate.notAfter.slice(0, 10)}</text
      >`;
  });
  const label = `Validity of ${chain.length} certificates: ${chain
    .map(({ notAfter }, index) => `${index + 1} until ${notAfter.slice(0, 10)}`)
    .join(', ')}.`;
  return html`<svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
    ${years}${bars}
    <line class="now" x1="${toX(at)}" x2="${toX(at)}" y1="0" y2="${height}" />
  </svg>`;
};

const yearsBetween = (from: number, to: number): readonly number[] => {
  const first = new Date(from).getUTCFullYear() + 1;
  const last = new Date(to).getUTCFullYear();
  return Array.from({ length: last - first + 1 }, (_, index) => Date.UTC(first + index, 0, 1));
};
