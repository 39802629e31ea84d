/**
 * JUnit XML in the dialect that Jenkins (its xunit plugin's junit-10.xsd), GitLab and GitHub's readers and Ant's own
 * schema all take: `testsuites` with nothing but suites, each case with at most one of `failure`, `error`, `skipped`,
 * times in seconds with a dot, time stamps without a zone (UTC). What XML 1.0 cannot hold is shown as U+FFFD: a server
 * chooses what its certificate says.
 */
import { weakenedTitle } from '../../common/weakness.ts';
import type { Report, ReportCase } from './report.ts';
import { countOutcomes } from './report.ts';

export const renderJunit = (report: Report): string => {
  const { failed, errors, notRun, noted = 0 } = countOutcomes(report.cases);
  const seconds = toSeconds(report.endedAt - report.startedAt);
  const stamp = new Date(report.startedAt).toISOString().slice(0, 19);
  const properties = [
    { label: 'pinspect', value: report.version },
    { label: 'engine', value: report.engine },
    ...report.circumstances,
  ].map(({ label, value }) => `      <property${attributes({ name: token(label), value })}/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${attributes({
      id: '0',
      package: 'pinspect',
      name: `pinspect ${report.command}`,
      hostname: 'localhost',
      timestamp: stamp,
      tests: String(report.cases.length),
      failures: String(failed),
      errors: String(errors),
      skipped: String(notRun + noted),
      time: seconds,
    })}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...report.cases.map(renderCase),
    `    <system-out>${escapeXml([...report.notes, ...weakenedCases(report.cases)].join('\n'))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

/** Ant's schema lets a case that passed say nothing, so the suite says it. */
const weakenedCases = (cases: readonly ReportCase[]): readonly string[] =>
  cases.flatMap(({ name, weakened = [] }) =>
    weakened.length === 0 ? [] : [`${weakenedTitle}, ${name}: ${weakened.join(' ')}`],
  );

const renderCase = (found: ReportCase): string => {
  const opening = `    <testcase${attributes({
    classname: token(found.group),
    name: token(found.name),
    time: toSeconds(found.durationMs),
  })}`;
  const { weakened = [] } = found;
  const story = [
    found.sentence,
    weakened.length === 0 ? null : `${weakenedTitle}:\n${weakened.join('\n')}`,
    found.failureText,
    ...found.advice,
  ].filter((text) => text !== null);
  switch (found.outcome) {
    case 'passed':
      return `${opening}/>`;
    case 'not-run':
    case 'noted':
      return `${opening}>\n      <skipped${attributes({ message: found.sentence })}/>\n    </testcase>`;
    case 'failed':
    case 'error': {
      const element = found.outcome === 'failed' ? 'failure' : 'error';
      const head = attributes({ message: found.sentence, type: found.word });
      return `${opening}>\n      <${element}${head}>${escapeXml(story.join('\n\n'))}</${element}>\n    </testcase>`;
    }
  }
};

const toSeconds = (milliseconds: number): string => (Math.max(0, milliseconds) / 1000).toFixed(3);

/** xs:token: no line ends or tabs, no leading, trailing or double spaces, not empty. */
const token = (text: string): string => text.replace(/\s+/g, ' ').trim() || '-';

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeXml(value).replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`)}"`,
    )
    .join('');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0, production 2 (Char): no control characters but tab and line ends, no lone surrogates, no U+FFFE or U+FFFF. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- these are what XML refuses
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
