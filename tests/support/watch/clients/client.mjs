// PROXY CA MODE URL...: asks each URL in turn. MODE: "plain", or "pin": checkServerIdentity refuses every host after the first.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Agent, get } from 'node:https';
import { checkServerIdentity, connect } from 'node:tls';

const [proxy = '', ca = '', mode = '', ...urls] = process.argv.slice(2);
/**
 * @param {string} host
 * @returns {Promise<import('node:net').Socket>}
 */
const tunnel = (host) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy);
    const asked = request({ host: hostname, port, method: 'CONNECT', path: `${host}:443` });
    asked.once('connect', (_response, socket) => resolve(socket));
    asked.once('error', reject);
    asked.end();
  });
for (const [index, url] of urls.entries()) {
  const { hostname } = new URL(url);
  const socket = await tunnel(hostname);
  const agent = new Agent();
  agent.createConnection = () =>
    connect({
      socket,
      servername: hostname,
      ...(ca === '' ? {} : { ca: readFileSync(ca) }),
      checkServerIdentity: (host, certificate) =>
        mode === 'pin' && index > 0
          ? new Error('the pin is not there')
          : checkServerIdentity(host, certificate),
    });
  /** @type {Promise<void>} */
  const answered = new Promise((resolve) => {
    const asked = get(url, { agent }, (response) => response.resume().once('end', () => resolve()));
    asked.once('error', (error) => {
      process.stdout.write(`${url} ${error.message}\n`);
      resolve();
    });
  });
  await answered;
  socket.destroy();
}
