import { IconEqualNot, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { isDummyPin } from '../../common/pinning/pin.ts';
import { ChunkedHash } from '../ui/chunked-hash.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { chainRole } from './chain-words.ts';
import { closestPin } from './closest-pin.ts';
import { shortName } from './compare-chains.ts';
import classes from './pin-comparison.module.css';
import { Section } from './section.tsx';

const pinOfKind = (certificate: CertificateFacts, expectedPins: readonly string[]): string =>
  expectedPins.length > 0 && expectedPins.every((pin) => pin.startsWith('sha1/'))
    ? certificate.spkiSha1
    : certificate.spkiSha256;

/** Expected against actual, side by side, in groups of four characters. */
export const PinComparison = ({
  expectedPins,
  chain,
  title = 'Expected against actual',
}: {
  readonly title?: string;
  readonly expectedPins: readonly string[];
  readonly chain: readonly CertificateFacts[];
}): ReactElement => {
  const actualPins = chain.map((certificate) => pinOfKind(certificate, expectedPins));
  const slip = closestPin(expectedPins, actualPins);
  return (
    <Section title={title}>
      <div className={classes.sides}>
        <div>
          <h4 className={classes.heading} id="expected-pins">
            Expected <span>your policy</span>
          </h4>
          <ul className={classes.list} aria-labelledby="expected-pins">
            {expectedPins.map((pin) => (
              <li key={pin} className={classes.item}>
                <p className={classes.who}>
                  {isDummyPin(pin) ? 'Dummy pin: matches nothing' : 'Pin'}
                  <CopyButton text={pin} what={`expected pin ${pin}`} />
                </p>
                <ChunkedHash pin={pin} {...(slip?.expected === pin && { differsAt: slip.differsAt })} />
              </li>
            ))}
          </ul>
        </div>
        <span className={classes.notEqual} title="None of the left is on the right">
          <IconEqualNot size={18} aria-label="is not equal to" />
        </span>
        <div>
          <h4 className={classes.heading} id="actual-pins">
            Actual <span>validated chain</span>
          </h4>
          <ul className={classes.list} aria-labelledby="actual-pins">
            {chain.map((certificate, index) => {
              const pin = actualPins[index] ?? certificate.spkiSha256;
              return (
                <li key={certificate.certSha256} className={classes.item}>
                  <p className={classes.who}>
                    <span className={classes.name}>
                      {chainRole(chain, index)}: {shortName(certificate.subject)}
                    </span>
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
