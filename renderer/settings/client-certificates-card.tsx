import type { ReactElement } from 'react';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';

/** What is missing, and why: said here, because a server that asks for one cannot be reached. */
export const ClientCertificatesCard = (): ReactElement => (
  <Card title="Client certificates" hint="Not there: Pinspect gives none to any server.">
    <p className={classes.quiet}>
      Chromium makes the TLS connection, so that its validated chain can be judged. Electron has no way to
      hand it a certificate and key from a PEM or PKCS#12 file; it only knows those that are installed for
      your whole account, and Pinspect neither installs one there nor sends one unasked. A server that asks
      for one is named in the error of the request.
    </p>
  </Card>
);
