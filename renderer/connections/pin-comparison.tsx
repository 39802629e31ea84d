import { IconEqual, IconEqualNot, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { isPinOf } from '../../common/pinning/match-pin.ts';
import { isDummyPin } from '../../common/pinning/pin.ts';
import { ChunkedHash } from '../ui/chunked-hash.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { countOf } from '../ui/format-quantity.ts';
import { chainRole } from './chain-words.ts';
import { closestPin } from './closest-pin.ts';
import { shortName } from './compare-chains.ts';
import classes from './pin-comparison.module.css';
import { Section } from './section.tsx';

/** The certificate's own pin, in the form it is expected in where one matches. */
const actualPinOf = (certificate: CertificateFacts, expectedPins: readonly string[]): string => {
  const matched = expectedPins.find((pin) => isPinOf(pin, certificate));
  if (matched !== undefined) return matched;
  return expectedPins.length > 0 && expectedPins.every((pin) => pin.startsWith('sha1/'))
    ? certificate.spkiSha1
    : certificate.spkiSha256;
};

/** On both sides, or on one: word and icon, never colour alone. */
const Standing = ({ isShared, odd }: { readonly isShared: boolean; readonly odd: string }): ReactElement => (
  <span className={classes.standing} data-shared={isShared}>
    {isShared ? <IconEqual size={14} aria-hidden /> : <IconEqualNot size={14} aria-hidden />}
    {isShared ? 'on both sides' : odd}
  </span>
);

const summaryOf = (shared: number, expected: number): string => {
  if (shared === 0)
    return expected === 1
      ? 'The expected pin is on no certificate.'
      : 'None of the expected pins is on a certificate.';
  if (shared === expected)
    return shared === 1 ? 'The expected pin is on the chain.' : 'Every expected pin is on the chain.';
  const odd = expected - shared;
  return `${countOf(shared, 'expected pin')} on the chain; ${odd === 1 ? 'the other one is' : `the other ${odd} are`} not, as a backup would be.`;
};

/** Expected against actual, side by side, in groups of four characters; what is on both sides is marked. */
export const PinComparison = ({
  expectedPins,
  chain,
  title = 'Expected against actual',
}: {
  readonly title?: string;
  readonly expectedPins: readonly string[];
  readonly chain: readonly CertificateFacts[];
}): ReactElement => {
  const isOnChain = (pin: string): boolean => chain.some((certificate) => isPinOf(pin, certificate));
  const actualPins = chain.map((certificate) => actualPinOf(certificate, expectedPins));
  const shared = expectedPins.filter(isOnChain);
  const slip = shared.length > 0 ? null : closestPin(expectedPins, actualPins);
  return (
    <Section title={title}>
      <p className={classes.summary}>{summaryOf(shared.length, expectedPins.length)}</p>
      <div className={classes.sides}>
        <div>
          <h4 className={classes.heading} id="expected-pins">
            Expected <span>your policy</span>
          </h4>
          <ul className={classes.list} aria-labelledby="expected-pins">
            {expectedPins.map((pin) => (
              <li key={pin} className={classes.item} data-shared={isOnChain(pin)}>
                <p className={classes.who}>
                  <Standing
                    isShared={isOnChain(pin)}
                    odd={isDummyPin(pin) ? 'dummy pin: matches nothing' : 'only expected'}
                  />
                  <CopyButton text={pin} what={`expected pin ${pin}`} />
                </p>
                <ChunkedHash pin={pin} {...(slip?.expected === pin && { differsAt: slip.differsAt })} />
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h4 className={classes.heading} id="actual-pins">
            Actual <span>validated chain</span>
          </h4>
          <ul className={classes.list} aria-labelledby="actual-pins">
            {chain.map((certificate, index) => {
              const pin = actualPins[index] ?? certificate.spkiSha256;
              const isShared = expectedPins.includes(pin);
              return (
                <li key={certificate.certSha256} className={classes.item} data-shared={isShared}>
                  <p className={classes.who}>
                    <span className={classes.name} title={certificate.subject}>
                      {chainRole(chain, index)}: {shortName(certificate.subject)}
                    </span>
                    <Standing isShared={isShared} odd="only actual" />
                    <CopyButton text={pin} what={`actual pin of ${shortName(certificate.subject)}`} />
                  </p>
                  <ChunkedHash pin={pin} {...(slip?.actual === pin && { differsAt: slip.differsAt })} />
                </li>
              );
            })}
          </ul>
        </div>
      </div>
      {slip !== null && (
        <p className={classes.slip}>
          <IconInfoCircle size={15} aria-hidden />
          An expected pin differs from an actual one in only {slip.differsAt.length}{' '}
          {slip.differsAt.length === 1 ? 'character' : 'characters'} (underlined): probably a typing slip.
        </p>
      )}
    </Section>
  );
};
