import { Collapse } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconPinFilled } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ChainMaker } from '../../common/chain-maker.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { describeValidity } from '../ui/format-date.ts';
import classes from './certificate-card.module.css';
import { CertificateFactsList } from './certificate-facts-list.tsx';
import type { ChainRole } from './chain-words.ts';
import { shortName } from './compare-chains.ts';
import { PinButton } from './pin-button.tsx';
import { SnippetMenu } from './snippet-menu.tsx';

export interface PinOffer {
  /** In plain words: what pinning this one means. */
  readonly meaning: readonly string[];
  /** Already in the pins in force: there is nothing to add. */
  readonly isPinned: boolean;
  readonly onPin: () => void;
}

export const CertificateCard = ({
  certificate,
  role,
  host,
  now,
  isMatched,
  isOpenAtFirst,
  isSuggested,
  maker,
  offer,
}: {
  readonly certificate: CertificateFacts;
  readonly role: ChainRole;
  readonly host: string;
  readonly now: number;
  /** A pin in force names this certificate. */
  readonly isMatched: boolean;
  readonly isOpenAtFirst: boolean;
  /** Drawn as the first choice. */
  readonly isSuggested: boolean;
  /** null: the server. */
  readonly maker: ChainMaker | null;
  /** Null where pinning makes no sense: not on the validated chain. */
  readonly offer: PinOffer | null;
}): ReactElement => {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const name = shortName(certificate.subject);
  const validity = describeValidity(certificate.notBefore, certificate.notAfter, now);
  return (
    <li className={classes.card} data-role={role} aria-label={`${role} ${name}`}>
      <div className={classes.top}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          <span className={classes.role}>{role}</span>
          <span className={classes.name} title={certificate.subject}>
            {name}
          </span>
        </button>
        {isMatched && (
          <span className={classes.matched}>
            <IconPinFilled size={13} aria-hidden /> matched
          </span>
        )}
        <span className={classes.validity} data-tone={validity.tone}>
          {validity.text}
        </span>
      </div>
      <div className={classes.pinLine}>
        <code className={classes.pin}>{certificate.spkiSha256}</code>
        <CopyButton text={certificate.spkiSha256} what={`pin of ${name}`} />
        <SnippetMenu certificate={certificate} host={host} name={name} />
      </div>
      {offer !== null && (
        <div className={classes.offer}>
          <ul className={classes.meaning}>
            {offer.meaning.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {offer.isPinned ? (
            <span className={classes.pinned}>
              <IconPinFilled size={13} aria-hidden /> In your policy
            </span>
          ) : (
            <PinButton
              host={host}
              what={`${role}: ${name}`}
              isSuggested={isSuggested}
              maker={maker}
              onPin={offer.onPin}
            />
          )}
        </div>
      )}
      <Collapse expanded={isOpen}>
        {isOpen && <CertificateFactsList certificate={certificate} now={now} />}
      </Collapse>
    </li>
  );
};
