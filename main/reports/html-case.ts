/** One case of the HTML report: what was found, what was expected beside what came, and what to do. */
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
    ${list('What to do', found.advice)}
    ${found.failureText === null ? null : html`<pre>${found.failureText}</pre>`} ${comparison(found)}
    ${chainTable('Presented by the server, where it differs', found.presentedChain)}
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
          : chainTable('Chain as it was judged', chain)
      }
    </section>
  </div>`;

const chainTable = (title: string, chain: readonly ReportCertificate[]): Html | null =>
  chain.length === 0
    ? null
    : html`<h4>${title}</h4>
        <ol class="chain">
          ${chain.map(
            (certificate) => html`<li${certificate.pinned ? html` class="match"` : null}>
<div class="subject">${certificate.subject}${certificate.pinned ? html` <strong>pinned</strong>` : null}</div>
<code>${certificate.spkiSha256}</code>
<div class="small">${certificate.key}, valid ${certificate.notBefore.slice(0, 10)} to ${certificate.notAfter.slice(0, 10)}, signed by ${certificate.issuer}</div>
<div class="small">whole certificate: <code>${certificate.certSha256}</code></div>
</li>`,
          )}
        </ol>`;
