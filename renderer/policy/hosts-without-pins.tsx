import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { LintFinding, LintLevel } from '../../common/pinning/lint-finding.ts';
import { countOf } from '../ui/format-quantity.ts';
import { levelWords } from './finding-list.tsx';
import classes from './hosts-without-pins.module.css';

/** More are shown on demand: a browsed page brings dozens. */
const fewHosts = 12;

/** Hosts seen that no set is for: one card, the ones that look forgotten first. */
export const HostsWithoutPins = ({
  findings,
  isRefused,
}: {
  readonly findings: readonly LintFinding[];
  /** The policy refuses them. */
  readonly isRefused: boolean;
}): ReactElement => (
  <section className={classes.card} aria-labelledby="hosts-without-pins">
    <h2 id="hosts-without-pins">Hosts seen without pins</h2>
    {(['warning', 'info'] as const).map((level) => {
      const hosts = findings
        .filter((finding) => finding.level === level)
        .map(({ place }) => place.host ?? '');
      return hosts.length > 0 && <Hosts key={level} level={level} hosts={hosts} />;
    })}
    <p className={classes.advice}>
      {isRefused ? 'The policy refuses them.' : 'The policy lets them through.'} Add a set for those that are
      yours, or widen the pattern that was meant to cover them.
    </p>
  </section>
);

const Hosts = ({
  level,
  hosts,
}: {
  readonly level: LintLevel;
  readonly hosts: readonly string[];
}): ReactElement => {
  const [isWhole, setWhole] = useState(false);
  const { word, icon: LevelIcon } = levelWords[level];
  const shown = isWhole ? hosts : hosts.slice(0, fewHosts);
  const words = `${countOf(hosts.length, 'host')} ${level === 'warning' ? 'whose domain has other hosts that are pinned' : 'of domains where nothing is pinned'}`;
  return (
    <div className={classes.group} data-level={level}>
      <LevelIcon size={15} aria-hidden className={classes.icon ?? ''} />
      <div>
        <p>
          <span className={classes.level}>{word}</span> {words}:
        </p>
        <ul className={classes.hosts} aria-label={words}>
          {shown.map((host) => (
            <li key={host}>{host}</li>
          ))}
        </ul>
        {hosts.length > fewHosts && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={isWhole}
            onClick={() => {
              setWhole(!isWhole);
            }}
          >
            {isWhole ? 'Show fewer' : `Show all ${hosts.length.toLocaleString('en')}`}
          </Button>
        )}
      </div>
    </div>
  );
};
