import { Collapse } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronRight,
  IconCircleCheck,
  IconCircleX,
  type Icon,
} from '@tabler/icons-react';
import { useId, useState, type ReactElement } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import {
  choiceEvents,
  comparePinChoices,
  type ChoiceOutcome,
} from '../../common/pinning/compare-pin-choices.ts';
import classes from './pin-advice.module.css';

const icons: Readonly<Record<ChoiceOutcome, Icon>> = {
  holds: IconCircleCheck,
  breaks: IconCircleX,
  depends: IconAlertTriangle,
};

/** Leaf, intermediate or root: what each lets through and what breaks it, with this chain's own facts. */
export const PinAdvice = ({
  chain,
  now,
}: {
  /** As validated, and not an interceptor's. */
  readonly chain: readonly CertificateFacts[];
  readonly now: number;
}): ReactElement | null => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const comparison = comparePinChoices(chain, now);
  if (comparison === null) return null;
  const { trades, recommendation } = comparison;
  return (
    <div className={classes.advice}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        Which one to pin?
      </button>
      <Collapse expanded={isOpen} id={id}>
        <div className={classes.body}>
          <p>{recommendation.sentence}</p>
          <p>{recommendation.backup}</p>
          {recommendation.alternative !== null && (
            <p className={classes.alternative}>{recommendation.alternative}</p>
          )}
          <table className={classes.table} aria-label="What each choice means">
            <thead>
              <tr>
                <td />
                {trades.map(({ index, place }) => (
                  <th key={index} scope="col" data-chosen={index === recommendation.index || undefined}>
                    {place}
                    {index === recommendation.index && <span className={classes.chosen}> recommended</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">Certificate</th>
                {trades.map(({ index, name, key, ending }) => (
                  <td key={index}>
                    {name}, {key}, {ending}
                  </td>
                ))}
              </tr>
              <tr>
                <th scope="row">Who passes</th>
                {trades.map(({ index, passes }) => (
                  <td key={index}>{passes}</td>
                ))}
              </tr>
              {choiceEvents.map((event, place) => (
                <tr key={event}>
                  <th scope="row">{event}</th>
                  {trades.map(({ index, events }) => {
                    const { outcome, words } = events[place] ?? { outcome: 'depends' as const, words: '' };
                    const OutcomeIcon = icons[outcome];
                    return (
                      <td key={index} data-outcome={outcome}>
                        <OutcomeIcon size={13} aria-hidden /> {words}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Collapse>
    </div>
  );
};
