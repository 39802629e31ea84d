/** One case of the HTML report: what was found, what was expected beside what came, and what to do. */
import { weakenedTitle } from '../../common/weakness.ts';
import type { CaseOutcome, ReportCase, ReportCertificate } from './report.ts';
import { type Html, html } from './html-text.ts';
import { renderTimeline } from './html-timeline.ts';

export const outcomeWords: Readonly<Record<CaseOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'not judged',
  'not-run': 'not run',
  noted: 'noted',
};

export const badge = (outcome: CaseOutcome, word: string): Html =>
  html`<span class="badge ${outcome}">${word}</span>`;

const openUnless = (folded: boolean): Html | null => (folded ? null : html` open`);

/** Passed and noted cases are folded: the report is about the others. */
export const renderCase = (found: ReportCase, id: string): Html =>
  html` <details id="${id}" class="case" ${openUnless(['passed', 'noted'].includes(found.outcome))}>
    <summary>
      <h3>${found.name}</h3>
      ${badge(found.outcome, found.word)}
    </summary>
    <p class="finding">${found.sentence}</p>
    ${list(weakenedTitle, found.weakened ?? [])} ${list('What to do', found.advice)}
    ${list('For whoever renews the certificate', found.request == null ? [] : [found.request])}
    ${found.failureText === null ? null : html`<pre>${found.failureText}</pre>`} ${comparison(found)}
    ${chainTable('Presented by the server, where it differs', found.presentedChain, found.chain)}
    ${found.chain.length === 0 ? null : renderTimeline(found.chain, found.startedAt)}
    ${
      found.facts.length === 0
        ? null
        : html`<dl>
            ${found.facts.map(
              ({ label, value }) =>
                html`<dt>${label}</dt>
                  <dd>${value}</dd>`,
            )}
          </dl>`
    }
    ${
      found.commands.length === 0
        ? null
        : html`<h4>The same without Pinspect</h4>
            <pre class="commands">${found.commands.join('\n')}</pre>`
    }
  </details>`;

const list = (title: string, sentences: readonly string[]): Html | null =>
  sentences.length === 0
    ? null
    : html`<h4>${title}</h4>
        <ul>
          ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`;

const comparison = ({ expectedPins, chain }: ReportCase): Html =>
  html`<div class="sides">
    <section>
      <h4>Expected pins</h4>
      ${
        expectedPins.length === 0
          ? html`<p class="none">None.</p>`
          : html`<ul class="pins">
              ${expectedPins.map((pin) => html`<li><code>${pin}</code>${chain.some(({ spkiSha256, pinned }) => pinned && spkiSha256 === pin) ? html` <strong>on the chain</strong>` : null}</li>`)}
            </ul>`
      }
    </section>
    <section>
      ${
        chain.length === 0
          ? html`<h4>Chain</h4>
              <p class="none">No validated chain.</p>`
          : chainTable('Chain as it was judged', chain, chain)
      }
    </section>
  </div>`;

/** `judged`: the path that counts. A pinned key beside it is worth nothing, and must not look as if it were. */
const chainTable = (
  title: string,
  chain: readonly ReportCertificate[],
  judged: readonly ReportCertificate[],
): Html | null =>
  chain.length === 0
    ? null
    : html`<h4>${title}</h4>
        <ol class="chain">
          ${chain.map((certificate) => {
            const counts = judged.some(({ certSha256 }) => certSha256 === certificate.certSha256);
            const mark = certificate.pinned
              ? counts
                ? html` <strong>pinned</strong>`
                : html` <em>has a pinned key, but is not on the chain that was judged</em>`
              : null;
            return html`<li${certificate.pinned && counts ? html` class="match"` : null}>
<div class="subject">${certificate.subject}${mark}</div>
<code>${certificate.spkiSha256}</code>
<div class="small">${certificate.key}, valid ${certificate.notBefore.slice(0, 10)} to ${certificate.notAfter.slice(0, 10)}, signed by ${certificate.issuer}</div>
<div class="small">whole certificate: <code>${certificate.certSha256}</code></div>
</li>`;
          })}
        </ol>`;
