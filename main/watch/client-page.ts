/**
 * What a device is shown when it opens the interceptor's own address: the CA to install, and how. No script and nothing from
 * elsewhere, because the device may not trust anything yet.
 */
import { X509Certificate } from 'node:crypto';

export const caFileName = 'pinspect-watch-ca';

interface Page {
  readonly contentType: string;
  readonly body: string | Buffer;
}

export const clientPages = (certificatePem: string): ReadonlyMap<string, Page> => {
  const { raw, fingerprint256, subject } = new X509Certificate(certificatePem);
  // What Android and iOS open as a certificate to install.
  const contentType = 'application/x-x509-ca-cert';
  return new Map([
    ['/', { contentType: 'text/html; charset=utf-8', body: frontPage(subject, fingerprint256) }],
    [`/${caFileName}.crt`, { contentType, body: raw }],
    [`/${caFileName}.pem`, { contentType: 'application/x-pem-file', body: certificatePem }],
  ]);
};

/** The subject is our own: letters, digits and spaces. */
const frontPage = (subject: string, fingerprint: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pinspect Watch</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1.5rem }
a.button { display: inline-block; padding: .6rem 1rem; border: 2px solid; border-radius: .5rem; font-weight: 600 }
code { overflow-wrap: anywhere } li { margin: .3rem 0 }
</style>
<h1>Pinspect Watch</h1>
<p>While this CA is installed, whoever has its key can read what this device sends. Only install it on a device you test with, and take it out afterwards.</p>
<p><a class="button" href="/${caFileName}.crt">Download the CA</a></p>
<h2>Android</h2>
<ol>
<li>Settings, Security, Encryption &amp; credentials, Install a certificate, CA certificate: choose the file.</li>
<li>Wi-Fi, this network, Proxy, Manual: this address and port.</li>
<li>An app only trusts it where its network security config says so: since Android 7 most do not.</li>
</ol>
<h2>iOS</h2>
<ol>
<li>Open the file, then Settings, General, VPN &amp; Device Management: install the profile.</li>
<li>General, About, Certificate Trust Settings: switch on full trust for it.</li>
<li>Wi-Fi, this network, Configure Proxy, Manual: this address and port.</li>
</ol>
<h2>Afterwards</h2>
<p>Take out the proxy, and remove the CA (Android: Trusted credentials, User; iOS: remove the profile).</p>
<p><b>${subject.replace(/^CN=/, '')}</b><br>SHA-256 <code>${fingerprint}</code></p>
</html>
`;
