/**
 * One HTML file made to be sent: no script, no external resource, and a policy in it that forbids both, because names and
 * messages in it come from servers.
 */
import type { Report, ReportCase } from './report.ts';
import { countOutcomes } from './report.ts';
import { badge, outcomeWords, renderCase } from './html-case.ts';
import { style } from './html-style.ts';
import { Html, html } from './html-text.ts';

export const renderHtml = (report: Report): string => {
  const { title, version, engine, startedAt, endedAt, circumstances, notes, cases } = report;
  const facts = [
    { label: 'Begun', value: toMinute(startedAt) },
    { label: 'Took', value: `${((endedAt - startedAt) / 1000).toFixed(1)} s` },
    ...circumstances,
  ];
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}, ${toMinute(startedAt)}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="lead">${summaryOf(cases)}</p>
          ${counts(cases)}
          <dl>
            ${facts.map(
              ({ label, value }) =>
                html`<dt>${label}</dt>
                  <dd>${value}</dd>`,
            )}
          </dl>
          ${
            notes.length === 0
              ? null
              : html`<h2>To be known</h2>
                  <ul>
                    ${notes.map((note) => html`<li>${note}</li>`)}
                  </ul>`
          }
          <h2>Results</h2>
          ${overview(cases)} ${requests(cases)}
          <h2>In detail</h2>
          ${cases.map((found, index) => renderCase(found, caseId(index)))}
        </main>
        <footer>
          Pinspect ${version}, certificates validated by ${engine}. A pin is the SHA-256 of a certificate’s
          SubjectPublicKeyInfo, in base64.
        </footer>
      </body>
    </html> `;
  return document.text;
};

const caseId = (index: number): string => `case-${index + 1}`;

const toMinute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const summaryOf = (cases: readonly ReportCase[]): string => {
  const { passed, failed, errors, notRun, noted = 0 } = countOutcomes(cases);
  if (cases.length === 0) return 'Nothing was checked.';
  if (passed === cases.length) return passed === 1 ? 'It passed.' : `All ${passed} passed.`;
  const parts = [
    noted === cases.length ? null : `${passed} of ${cases.length - noted} passed`,
    failed === 0 ? null : `${failed} failed`,
    errors === 0 ? null : `${errors} could not be judged`,
    notRun === 0 ? null : `${notRun} ${notRun === 1 ? 'was' : 'were'} not run`,
    noted === 0
      ? null
      : `${noted} ${noted === 1 ? 'was' : 'were'} seen, with nothing expected of ${noted === 1 ? 'it' : 'them'}`,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}.`;
};

const counts = (cases: readonly ReportCase[]): Html => {
  const { passed, failed, errors, notRun, noted = 0 } = countOutcomes(cases);
  const all = [
    ['passed', passed],
    ['failed', failed],
    ['error', errors],
    ['not-run', notRun],
    ['noted', noted],
  ] as const;
  const shown = all.filter(([, count]) => count > 0);
  return html`<ul class="counts">
    ${shown.map(([outcome, count]) => html`<li class="${outcome}">${count} ${outcomeWords[outcome]}</li>`)}
  </ul>`;
};

/** Each sentence once, in the order of the cases. */
const requests = (cases: readonly ReportCase[]): Html | null => {
  const sentences = [...new Set(cases.flatMap(({ request }) => request ?? []))];
  return sentences.length === 0
    ? null
    : html`<h2>For whoever renews the certificates</h2>
        <ul class="requests">
          ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`;
};

const overview = (cases: readonly ReportCase[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">What</th>
        <th scope="col">Verdict</th>
        <th scope="col">Finding</th>
      </tr>
    </thead>
    <tbody>
      ${cases.map(
        (found, index) =>
          html`<tr>
            <td><a href="#${caseId(index)}">${found.name}</a></td>
            <td>${badge(found.outcome, found.word)}</td>
            <td>${found.sentence}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
