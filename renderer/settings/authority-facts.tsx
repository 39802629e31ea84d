import { Fragment, type ReactElement } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import classes from './settings-view.module.css';

const bytesOf = (certSha256: string): readonly string[] => certSha256.toUpperCase().match(/../g) ?? [];

/** As other programs show it: `AB:CD:…`. */
const fingerprintOf = (certSha256: string): string => bytesOf(certSha256).join(':');

/** By what a CA is recognised: its fingerprint, and the pin of its key. */
export const AuthorityFacts = ({
  certificate: { certSha256, spkiSha256, subject },
}: {
  readonly certificate: CertificateFacts;
}): ReactElement => (
  <dl className={classes.recognise}>
    <dt>SHA-256</dt>
    <dd className={classes.fingerprint}>
      {bytesOf(certSha256).map((byte, index) => (
        <Fragment key={index}>
          {index > 0 && ':'}
          <wbr />
          {byte}
        </Fragment>
      ))}
    </dd>
    <dd>
      <CopyButton text={fingerprintOf(certSha256)} what={`fingerprint of ${subject}`} />
    </dd>
    <dt>Pin</dt>
    <dd className={classes.code}>{spkiSha256}</dd>
    <dd>
      <CopyButton text={spkiSha256} what={`pin of ${subject}`} />
    </dd>
  </dl>
);
