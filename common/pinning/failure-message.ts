/**
 * The text of OkHttp's SSLPeerUnverifiedException, to the space (CertificatePinner.kt, `check$okhttp`): the validated
 * chain leaf first, then the expected pins in the order of the policy; no line end after the last. A pin that stands under
 * two patterns is named once, which OkHttp names twice. People compare it with their app's log and paste its lines into
 * their code.
 */
import type { CertificateFacts } from './certificate.ts';

/** `host` is the host asked for, not the pattern. Certificates show `sha256/` whatever kind of pin was expected. */
export const failureMessage = (
  host: string,
  chain: readonly Pick<CertificateFacts, 'spkiSha256' | 'subject'>[],
  expectedPins: readonly string[],
): string =>
  [
    'Certificate pinning failure!',
    '  Peer certificate chain:',
    ...chain.map(({ spkiSha256, subject }) => `    ${spkiSha256}: ${subject}`),
    `  Pinned certificates for ${host}:`,
    ...expectedPins.map((pin) => `    ${pin}`),
  ].join('\n');
