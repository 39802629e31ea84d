import { SegmentedControl } from '@mantine/core';
import { IconBuildingBank, IconClockShield, IconShieldQuestion } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ChainMaker } from '../../common/chain-maker.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { Verification } from '../../common/records.ts';
import { countOf } from '../ui/format-quantity.ts';
import { CertificateCard, type PinOffer } from './certificate-card.tsx';
import { ChainPicture } from './chain-picture.tsx';
import classes from './chain-section.module.css';
import { chainRole, describeTrust } from './chain-words.ts';
import { compareChains } from './compare-chains.ts';
import { PemActions } from './pem-actions.tsx';
import { PinAdvice } from './pin-advice.tsx';
import { Section } from './section.tsx';

const trustIcons = {
  plain: IconBuildingBank,
  private: IconShieldQuestion,
  'this-run': IconClockShield,
  nobody: IconShieldQuestion,
} as const;

type Side = 'validated' | 'presented';

/** The chain as validated and, where different, as presented. Only the validated one can be pinned. */
export const ChainSection = ({
  verification,
  interceptor,
  now,
  offerFor,
  maker,
}: {
  readonly verification: Verification;
  /** Its name, where the connection went through one: the chain is then its own, not the server's. */
  readonly interceptor: string | null;
  readonly now: number;
  readonly offerFor: (certificate: CertificateFacts, index: number) => PinOffer;
  /** null: the server. */
  readonly maker: ChainMaker | null;
}): ReactElement => {
  const { validatedChain, presentedChain, evaluation, host } = verification;
  const comparison = compareChains(presentedChain, validatedChain);
  const [chosen, setChosen] = useState<Side>('validated');
  const side: Side = validatedChain.length === 0 ? 'presented' : chosen;
  const chain = side === 'validated' ? validatedChain : presentedChain;
  const trust = describeTrust(verification);
  const TrustIcon = trustIcons[trust.tone];
  const hasChoice = !comparison.isSame && validatedChain.length > 0;
  const title = comparison.isSame
    ? 'Chain, as validated and as presented'
    : validatedChain.length === 0
      ? 'Chain as presented'
      : 'Chain';
  return (
    <Section
      title={title}
      aside={
        hasChoice && (
          <SegmentedControl
            aria-label="Which chain"
            value={side}
            onChange={(value) => {
              setChosen(value === 'presented' ? 'presented' : 'validated');
            }}
            data={[
              { value: 'validated', label: `As validated (${validatedChain.length})` },
              { value: 'presented', label: `As presented (${presentedChain.length})` },
            ]}
          />
        )
      }
    >
      <p className={classes.trust} data-tone={trust.tone}>
        <TrustIcon size={16} aria-hidden />
        <span>{trust.text}</span>
      </p>
      {comparison.differences.map((difference) => (
        <p key={difference} className={classes.difference}>
          {difference}
        </p>
      ))}
      {interceptor !== null && chain.length > 0 && (
        <p className={classes.difference}>
          {validatedChain.length === 0
            ? `This chain is from ${interceptor}, whose CA is not trusted. Trust it for this run in Settings to see what pins do against a trusted attacker.`
            : `This chain is from ${interceptor}, not from the server: pinning it would pin the man in the middle.`}
        </p>
      )}
      {presentedChain.length + validatedChain.length > 0 && (
        <ChainPicture
          presented={presentedChain}
          validated={validatedChain}
          expectedPins={
            evaluation.expectedPins.length > 0
              ? evaluation.expectedPins
              : (evaluation.reportOnly?.expectedPins ?? [])
          }
        />
      )}
      {side === 'validated' && interceptor === null && <PinAdvice chain={validatedChain} now={now} />}
      {chain.length === 0 ? (
        <p className={classes.difference}>No certificate was presented.</p>
      ) : (
        <ol className={classes.chain} aria-label={`${countOf(chain.length, 'certificate')}, as ${side}`}>
          {chain.map((certificate, index) => (
            <CertificateCard
              key={`${side} ${certificate.certSha256}`}
              certificate={certificate}
              role={chainRole(chain, index)}
              host={host}
              now={now}
              isMatched={side === 'validated' && evaluation.matchedIndex === index}
              isOpenAtFirst={index === 0}
              isSuggested={index === 0 && interceptor === null && maker === null}
              maker={maker}
              offer={side === 'validated' ? offerFor(certificate, index) : null}
            />
          ))}
        </ol>
      )}
      {chain.length > 1 && (
        <PemActions
          pem={chain.map(({ pem }) => pem).join('')}
          what={`the whole chain, as ${side}`}
          fileName={`${host}-chain`}
        />
      )}
    </Section>
  );
};
