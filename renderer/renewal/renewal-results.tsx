import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { HostRenewal, SetRenewal } from '../../common/pinning/renewal.ts';
import { useWindowActions } from '../window-actions.ts';
import type { Renewals } from './judge-renewals.ts';
import { countOutcomes, OutcomeBadge } from './outcome-words.tsx';
import classes from './renewal-view.module.css';

/** More are found by searching, not by scrolling. */
const mostShown = 100;
/** The worst come first; the rest waits, so that the timeline is near. */
const firstShown = 6;
const searchFrom = 8;

/** For each host what would happen on the day, why, and what to do. */
export const RenewalResults = ({
  renewals,
  isWaiting,
}: {
  readonly renewals: Renewals;
  /** Nothing was given yet to ask about. */
  readonly isWaiting: boolean;
}): ReactElement | null => {
  const [search, setSearch] = useState('');
  const [isAllShown, setAllShown] = useState(false);
  const { answers, wildcards } = renewals;
  if (isWaiting) return null;
  if (answers.length === 0) return <NoHosts hasWildcards={wildcards.length > 0} />;
  const found = answers.filter(({ host }) => host.includes(search.trim().toLowerCase()));
  const shown = found.slice(0, isAllShown ? mostShown : firstShown);
  return (
    <section className={classes.card} aria-label="What would happen">
      <div className={classes.row}>
        <h2 className={classes.heading} role="status">
          {countOutcomes(answers)}
        </h2>
        {answers.length >= searchFrom && (
          <TextInput
            aria-label="Find a host"
            placeholder="Find a host"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
            }}
          />
        )}
      </div>
      <ul className={classes.answers}>
        {shown.map((answer) => (
          <Answer key={answer.host} answer={answer} />
        ))}
      </ul>
      {found.length === 0 && <p className={classes.hint}>No host contains this.</p>}
      {found.length > shown.length && !isAllShown && (
        <Button
          variant="subtle"
          className={classes.more ?? ''}
          onClick={() => {
            setAllShown(true);
          }}
        >
          Show all {found.length.toLocaleString('en')} hosts
        </Button>
      )}
      {found.length > shown.length && isAllShown && (
        <p className={classes.hint}>
          {(found.length - shown.length).toLocaleString('en')} more: find them by name.
        </p>
      )}
      {wildcards.length > 0 && (
        <p className={classes.hint}>
          {wildcards.slice(0, 5).join(', ')}
          {wildcards.length > 5 ? ` and ${wildcards.length - 5} more` : ''} also{' '}
          {wildcards.length === 1 ? 'stands' : 'stand'} for hosts that nobody can list: those seen are above.
        </p>
      )}
    </section>
  );
};

const Answer = ({ answer }: { readonly answer: HostRenewal }): ReactElement => (
  <li className={classes.answer} aria-label={answer.host}>
    <div className={classes.answerHead}>
      <OutcomeBadge outcome={answer.outcome} />
      <code className={classes.host}>{answer.host}</code>
      {answer.outcome !== 'unpinned' && !answer.isEnforced && (
        <span className={classes.mode}>report-only</span>
      )}
    </div>
    {answer.outcome !== 'holds' && (
      <>
        <p>{answer.sentence}</p>
        <p className={classes.advice}>{answer.advice}</p>
      </>
    )}
    {answer.sets.length > 0 && (
      <ul className={classes.sets} aria-label={`Pin sets for ${answer.host}`}>
        {answer.sets.map((set) => (
          <SetLine key={set.setIndex} set={set} />
        ))}
      </ul>
    )}
    {answer.notInForce.map(({ pattern, why }) => (
      <p key={pattern} className={classes.hint}>
        The set <code>{pattern}</code> does not count: {why}.
      </p>
    ))}
    {answer.notes.map((note) => (
      <p key={note} className={classes.hint}>
        {note}
      </p>
    ))}
  </li>
);

const SetLine = ({ set }: { readonly set: SetRenewal }): ReactElement => (
  <li className={classes.set} data-outcome={set.outcome}>
    <code>{set.pattern}</code>
    {set.mode === 'report-only' && <span className={classes.mode}>report-only</span>}
    <span>{set.sentence}</span>
    {set.endNote !== null && <span className={classes.endNote}>{set.endNote}</span>}
  </li>
);

const NoHosts = ({ hasWildcards }: { readonly hasWildcards: boolean }): ReactElement => {
  const { focusAddress, showView } = useWindowActions();
  return (
    <section className={classes.card} aria-label="What would happen">
      <h2 className={classes.heading}>No host to ask about</h2>
      <p>
        {hasWildcards
          ? 'The policy has wildcards only, and no host that they are for was seen, or none that the certificate names. Send one a request, or name it exactly in the policy.'
          : 'No pin set is for a host that was seen, or that the certificate names. Pin one first.'}
      </p>
      <div className={classes.row}>
        <Button variant="default" onClick={focusAddress}>
          Look at a host
        </Button>
        <Button
          variant="default"
          onClick={() => {
            showView('policy');
          }}
        >
          Open the policy
        </Button>
      </div>
    </section>
  );
};
