/** The report as one JSON object by docs/report.schema.json; `version` changes when a reader would have to. */
import type { Report } from './report.ts';
import { countOutcomes } from './report.ts';

export const renderJson = (report: Report): string => {
  const { command, version, engine, startedAt, endedAt, exitCode, circumstances, notes, cases } = report;
  const document = {
    $schema: 'report.schema.json',
    version: 1,
    command,
    pinspect: version,
    engine,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    exitCode,
    summary: countOutcomes(cases),
    circumstances: Object.fromEntries(circumstances.map(({ label, value }) => [label, value])),
    notes,
    results: cases.map(({ data, outcome }) => ({ ...data, outcome })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
