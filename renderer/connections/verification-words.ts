import type { Connection } from '../../common/records.ts';

export const noNewVerification = {
  label: 'no new verification',
  /** Chromium asks again neither for a chain it knows in this epoch nor for a TLS session it resumes. */
  text:
    'No new verification: this connection rests on an earlier one of the host in this epoch, because its chain was judged before or a TLS session was resumed. ' +
    'The chain below is one that was seen, and not for certain that of this very connection.',
} as const;

/** An accepted connection for which nothing was judged anew. A remembered refusal never got as far. */
export const restsOnEarlierVerification = ({
  action,
  protocol,
  verificationId,
  isNewVerification,
}: Pick<Connection, 'action' | 'protocol' | 'verificationId' | 'isNewVerification'>): boolean =>
  action === 'allowed' && protocol === 'tls' && verificationId !== null && !isNewVerification;
