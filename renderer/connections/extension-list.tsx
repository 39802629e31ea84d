import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ExtensionDetail } from '../../common/certificate-detail.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './extension-list.module.css';
import { useCertificateDetail } from './use-certificate-detail.ts';

/** More lines than this are scrolled. */
const fewLines = 8;

const inPairs = (hexadecimal: string): string => (hexadecimal.match(/../g) ?? []).join(' ');

/** Every extension of the certificate in words; what is unknown or unreadable as it stands. */
export const ExtensionList = ({ pem }: { readonly pem: string }): ReactElement | null => {
  const detail = useCertificateDetail(pem);
  if (detail === null) return null;
  if (!detail.ok) return <FailureNote failure={detail.error} />;
  const { version, extensions, problem } = detail.value;
  return (
    <div className={classes.extensions}>
      <h4 className={classes.heading}>
        Extensions <span>certificate version {version}</span>
      </h4>
      {problem !== null && <Unreadable why={problem} />}
      {problem === null && extensions.length === 0 && <p className={classes.none}>It has none.</p>}
      <dl>
        {extensions.map((extension, place) => (
          <Extension key={place} extension={extension} />
        ))}
      </dl>
    </div>
  );
};

const Unreadable = ({ why }: { readonly why: string }): ReactElement => (
  <p className={classes.problem}>
    <IconAlertTriangle size={14} aria-hidden /> It cannot be read. {why}
  </p>
);

const Extension = ({ extension }: { readonly extension: ExtensionDetail }): ReactElement => {
  const { identifier, name, isCritical, values, problem, hex } = extension;
  const title = name ?? 'Unknown extension';
  const isLong = values.length > fewLines;
  return (
    <div className={classes.extension}>
      <dt>
        {title}
        {isCritical && <span className={classes.critical}>critical</span>}
        <span className={classes.identifier}>{identifier}</span>
      </dt>
      <dd>
        {problem !== null && <Unreadable why={problem} />}
        {values.length > 0 && (
          <ul className={classes.values} {...(isLong && { tabIndex: 0, 'aria-label': title })}>
            {values.map((value, place) => (
              <li key={place} data-nested={value.startsWith('  ') || undefined}>
                {value.trimStart()}
              </li>
            ))}
          </ul>
        )}
        {values.length === 0 && (
          <code className={classes.hex} tabIndex={0} aria-label={`Bytes of ${title}`}>
            {inPairs(hex)}
          </code>
        )}
      </dd>
    </div>
  );
};
