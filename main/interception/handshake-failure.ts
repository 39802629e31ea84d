/**
 * Says in plain words why a client ended its handshake with the interceptor, and keeps the interceptor's own text beside it.
 * mitmproxy passes on OpenSSL's name of the alert (`tlsv1 alert unknown ca`, `sslv3 alert bad certificate`, since
 * OpenSSL 3.2 `ssl/tls alert bad certificate`); the meanings are those of RFC 8446 section 6.2.
 */
const alerts: Readonly<Record<string, { readonly code: number; readonly meaning: string }>> = {
  'bad certificate': { code: 42, meaning: 'The client refused the certificate' },
  'unsupported certificate': { code: 43, meaning: 'The client does not take this type of certificate' },
  'certificate revoked': { code: 44, meaning: 'The client takes the certificate for revoked' },
  'certificate expired': { code: 45, meaning: 'The client takes the certificate for expired' },
  'certificate unknown': { code: 46, meaning: 'The client refused the certificate without saying why' },
  'unknown ca': { code: 48, meaning: "The client does not trust mitmproxy's CA" },
  'access denied': { code: 49, meaning: 'The client refused to go on' },
  'decrypt error': { code: 51, meaning: 'The client could not verify the handshake' },
  'protocol version': { code: 70, meaning: 'The client and mitmproxy share no TLS version' },
  'handshake failure': { code: 40, meaning: 'The client and mitmproxy could not agree on the handshake' },
  'internal error': { code: 80, meaning: 'The client failed' },
  'user cancelled': { code: 90, meaning: 'The client cancelled the handshake' },
};

/** `The client does not trust mitmproxy's CA: alert unknown_ca (48). mitmproxy: …`; `speaker` is whose words `said` are. */
/** `unknown_ca` for 48; null where it says nothing but that the connection ends. */
export const alertOfCode = (code: number | null): string | null => {
  if (code === null || code === 0) return null;
  const [name] = Object.entries(alerts).find(([, alert]) => alert.code === code) ?? [`alert ${code}`];
  return name.replaceAll(' ', '_');
};

/** `unknown_ca` out of `tlsv1 alert unknown ca`; null: it is not about an alert. */
export const alertIn = (said: string): string | null =>
  /\balert ([a-z ]+)/i.exec(said)?.[1]?.trim().toLowerCase().replaceAll(' ', '_') ?? null;

export function explainClientHandshakeFailure(said: string, speaker = 'mitmproxy'): string {
  const original = said === '' ? '' : ` ${speaker}: ${said}`;
  const named = alertIn(said);
  if (named !== null) {
    const alert = alerts[named.replaceAll('_', ' ')];
    return alert === undefined
      ? `The client ended the handshake: alert ${named}.${original}`
      : `${alert.meaning.replace('mitmproxy', speaker)}: alert ${named} (${alert.code}).${original}`;
  }
  if (/disconnected during the handshake|connection closed/i.test(said)) {
    return `The client hung up during the handshake, without an alert.${original}`;
  }
  return `The handshake with the client failed.${original}`;
}
