import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconRefresh,
} from '@tabler/icons-react';
import { useId, type ReactElement } from 'react';
import type { LabStep, ScenarioFacts, ScenarioResult } from '../../common/lab-result.ts';
import { ChunkedHash } from '../ui/chunked-hash.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import classes from './lab-view.module.css';
import { findingAsMarkdown, verdictWord } from './scenario-words.ts';
import { ThreeSides } from './three-sides.tsx';

export interface ScenarioItemProps {
  readonly facts: ScenarioFacts;
  readonly result: ScenarioResult | null;
  readonly isRunning: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Null while the lab runs. */
  readonly onRunAgain: (() => void) | null;
}

const icons = {
  passed: IconCircleCheck,
  failed: IconCircleX,
  'not-run': IconCircleMinus,
} as const;

export const Verdict = ({
  result,
  isRunning,
}: Pick<ScenarioItemProps, 'result' | 'isRunning'>): ReactElement => {
  if (isRunning)
    return (
      <span className={classes.verdict} data-verdict="running">
        <Loader size={14} aria-hidden /> Running
      </span>
    );
  if (result === null)
    return (
      <span className={classes.verdict}>
        <IconCircleDashed size={16} aria-hidden /> Waiting
      </span>
    );
  const VerdictIcon = icons[result.verdict];
  return (
    <span className={classes.verdict} data-verdict={result.verdict}>
      <VerdictIcon size={16} aria-hidden /> {verdictWord[result.verdict]}
    </span>
  );
};

/** One scenario: a line that fills in, and under it the evidence. */
export const ScenarioItem = (props: ScenarioItemProps): ReactElement => {
  const { facts, result, isRunning, isOpen, onToggle, onRunAgain } = props;
  const id = useId();
  const hasEvidence =
    result !== null && (result.steps.length > 0 || result.whyNotRun !== null || result.checks.length > 0);
  return (
    <li className={classes.scenario} data-open={isOpen && hasEvidence}>
      <div className={classes.line}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen && hasEvidence}
          aria-controls={id}
          disabled={!hasEvidence}
          onClick={onToggle}
        >
          <span className={classes.number}>{facts.number}</span>
          <span className={classes.what}>
            <span className={classes.scenarioTitle}>{facts.title}</span>
            <span className={classes.shows}>{facts.shows}</span>
          </span>
          <Verdict result={result} isRunning={isRunning} />
        </button>
        <Tooltip label="Run this one again">
          <ActionIcon
            variant="subtle"
            aria-label={`Run scenario ${facts.number} again`}
            disabled={onRunAgain === null || result === null}
            onClick={() => onRunAgain?.()}
          >
            <IconRefresh size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {isOpen && hasEvidence && (
        <div className={classes.evidence} id={id}>
          <Evidence result={result} />
        </div>
      )}
    </li>
  );
};

const Evidence = ({ result }: { readonly result: ScenarioResult }): ReactElement => (
  <>
    {result.whyNotRun !== null && <p className={classes.notRun}>{result.whyNotRun}</p>}
    {result.checks.length > 0 && <Checks checks={result.checks} />}
    {result.steps.map((step, index) => (
      <Step key={index} step={step} />
    ))}
    <div>
      <CopyButton
        text={findingAsMarkdown(result)}
        what={`as Markdown: scenario ${result.number}`}
        label="Copy as Markdown"
      />
    </div>
  </>
);

export const Checks = ({ checks }: Pick<ScenarioResult, 'checks'>): ReactElement => (
  <ul className={classes.checks} aria-label="What was expected">
    {checks.map(({ expected, happened, holds }, index) => (
      <li key={index} data-holds={holds}>
        {holds ? (
          <IconCircleCheck size={15} aria-label="Holds" />
        ) : (
          <IconCircleX size={15} aria-label="Does not hold" />
        )}
        <div>
          <p>{expected}</p>
          <p className={classes.happened}>{happened}</p>
        </div>
      </li>
    ))}
  </ul>
);

const Step = ({ step }: { readonly step: LabStep }): ReactElement => {
  const { client, interceptor } = step;
  return (
    <section className={classes.step}>
      <h4>{step.title}</h4>
      <p className={classes.url}>{step.url}</p>
      <ThreeSides step={step} />
      {client.expectedPins.length > 0 && (
        <div className={classes.hashes}>
          <div>
            <h5>Expected</h5>
            {client.expectedPins.map((pin) => (
              <ChunkedHash key={pin} pin={pin} />
            ))}
          </div>
          <div>
            <h5>Seen on the validated chain</h5>
            {client.validatedChain.length === 0 && <p>None: the chain did not validate.</p>}
            {client.validatedChain.map(({ spkiSha256, subject, certSha256 }) => (
              <p key={certSha256}>
                <ChunkedHash pin={spkiSha256} /> <span className={classes.subject}>{subject}</span>
              </p>
            ))}
          </div>
        </div>
      )}
      {interceptor !== null && (
        <details className={classes.log}>
          <summary>What {interceptor.name} logged</summary>
          <pre>{interceptor.log.join('\n')}</pre>
        </details>
      )}
    </section>
  );
};
