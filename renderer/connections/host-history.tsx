import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { ShownChain } from '../../common/host-history.ts';
import type { Verification } from '../../common/records.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatClock, formatDay } from '../ui/format-date.ts';
import { countOf } from '../ui/format-quantity.ts';
import { shortName } from './compare-chains.ts';
import classes from './host-history.module.css';
import { Section } from './section.tsx';
import { useHostHistory } from './use-host-history.ts';
import { VerdictStrip } from './verdict-strip.tsx';

const fewChains = 4;

const moment = (at: number): string => `${formatDay(at)} ${formatClock(at).slice(0, 5)}`;

const spanOf = ({ firstSeenAt, lastSeenAt }: ShownChain): string => {
  const [first, last] = [moment(firstSeenAt), moment(lastSeenAt)];
  return first === last ? first : `since ${first}, last ${last}`;
};

const isChainOf = (chain: ShownChain, verification: Verification | null): boolean => {
  if (verification === null) return false;
  const { validatedChain, presentedChain } = verification;
  const own = chain.isValidated ? validatedChain : presentedChain;
  if (chain.isValidated !== validatedChain.length > 0) return false;
  return (
    own.length === chain.certificates.length &&
    own.every(({ certSha256 }, place) => certSha256 === chain.certificates[place]?.certSha256)
  );
};

/** What this host has shown before: its verdicts over time, and each chain with since when. */
export const HostHistorySection = ({
  host,
  verification,
}: {
  readonly host: string;
  /** Of the connection that is open: its chain is marked. */
  readonly verification: Verification | null;
}): ReactElement | null => {
  const history = useHostHistory(host);
  const [areAllShown, setAllShown] = useState(false);
  if (history === null || history.connections === 0) return null;
  const { chains, connections, isCut } = history;
  const shown = areAllShown ? chains : chains.slice(0, fewChains);
  return (
    <Section title="History of this host">
      <p className={classes.summary}>
        {countOf(connections, 'connection')} since {moment(history.from)},{' '}
        {chains.length === 0 ? 'no chain seen' : countOf(chains.length, 'chain')}
        {isCut && ' and more'}.
      </p>
      <VerdictStrip history={history} />
      <ol className={classes.chains} aria-label="Chains it has shown">
        {shown.map((chain, place) => (
          <ChainItem key={place} chain={chain} isOpen={isChainOf(chain, verification)} />
        ))}
      </ol>
      {chains.length > fewChains && (
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            setAllShown(!areAllShown);
          }}
        >
          {areAllShown ? 'Show fewer' : `Show all ${chains.length} chains`}
        </Button>
      )}
    </Section>
  );
};

const ChainItem = ({
  chain,
  isOpen,
}: {
  readonly chain: ShownChain;
  readonly isOpen: boolean;
}): ReactElement => {
  const { certificates, isValidated, interceptor, connections } = chain;
  const [leaf] = certificates;
  const names = certificates.map(({ subject }) => shortName(subject)).join(' ← ');
  return (
    <li className={classes.chain} data-open={isOpen || undefined}>
      <p className={classes.names}>
        {names}
        {isOpen && <span className={classes.mark}>this connection</span>}
        {!isValidated && <span className={classes.mark}>not validated</span>}
        {interceptor !== null && <span className={classes.mark}>from {interceptor}</span>}
      </p>
      {leaf !== undefined && (
        <p className={classes.pin}>
          <code>{leaf.spkiSha256}</code>
          <CopyButton text={leaf.spkiSha256} what={`leaf pin of that chain, ${spanOf(chain)}`} />
        </p>
      )}
      <p className={classes.when}>
        {spanOf(chain)}, {countOf(connections, 'connection')}
      </p>
    </li>
  );
};
