/** Ways a page reaches the network; each request carries `by=<way>` in its query. */
export const pageWays = [
  'image',
  'script',
  'fetch',
  'fetch-with-credentials',
  'fetch-without-credentials',
  'fetch-no-cors',
  'fetch-keepalive',
  'upload',
  'stream-upload',
  'xhr',
  'worker',
  'event-source',
  'web-socket',
  'iframe',
  'beacon',
  'download',
  'form',
  'preconnect',
] as const;

/** Runs in the page. Every way answers `ok`, `failed` or, where a page cannot tell, `sent`. */
const pageScript = `
const parameters = new URLSearchParams(location.search);
const target = parameters.get('target') ?? location.origin;
const only = parameters.get('only')?.split(',') ?? null;
const address = (path, way) => target + path + '?by=' + way;
const heard = (source, good, bad) => new Promise((resolve) => {
  source.addEventListener(good, () => resolve('ok'));
  source.addEventListener(bad, () => resolve('failed'));
});
const element = (name, attributes) => {
  const made = Object.assign(document.createElement(name), attributes);
  const outcome = heard(made, 'load', 'error');
  document.body.append(made);
  return outcome;
};
const fetched = (path, way, options) =>
  fetch(address(path, way), options).then((response) => response.arrayBuffer()).then(() => 'ok', () => 'failed');
const body = 'x'.repeat(5000);
const ways = {
  'image': () => element('img', { src: address('/image.gif', 'image') }),
  'script': () => element('script', { src: address('/script.js', 'script') }),
  'fetch': () => fetched('/', 'fetch'),
  'fetch-with-credentials': () => fetched('/', 'fetch-with-credentials', { credentials: 'include' }),
  'fetch-without-credentials': () => fetched('/', 'fetch-without-credentials', { credentials: 'omit' }),
  'fetch-no-cors': () => fetched('/', 'fetch-no-cors', { mode: 'no-cors' }),
  'fetch-keepalive': () => fetched('/upload', 'fetch-keepalive', { method: 'POST', keepalive: true, body }),
  'upload': () => fetched('/upload', 'upload', { method: 'POST', body }),
  'stream-upload': () => fetched('/upload', 'stream-upload', {
    method: 'POST',
    duplex: 'half',
    body: new Blob([body]).stream(),
  }),
  'xhr': () => {
    const request = new XMLHttpRequest();
    request.open('POST', address('/upload', 'xhr'));
    const outcome = heard(request, 'load', 'error');
    request.send(body);
    return outcome;
  },
  'worker': () => new Promise((resolve) => {
    const worker = new Worker('/worker.js');
    worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    worker.onerror = () => resolve('failed');
    worker.postMessage(address('/', 'worker'));
  }),
  'event-source': () => {
    const source = new EventSource(address('/events', 'event-source'));
    return heard(source, 'message', 'error').finally(() => source.close());
  },
  'web-socket': () => {
    const socket = new WebSocket(address('/web-socket', 'web-socket').replace(/^http/, 'ws'));
    socket.onopen = () => socket.send('hello');
    return heard(socket, 'message', 'error').finally(() => socket.close());
  },
  'iframe': () => {
    const frame = Object.assign(document.createElement('iframe'), { src: address('/frame', 'iframe') });
    const loaded = new Promise((resolve) => { frame.onload = () => resolve('sent'); });
    document.body.append(frame);
    return loaded;
  },
  'beacon': () => (navigator.sendBeacon(address('/upload', 'beacon'), body) ? 'sent' : 'failed'),
  // Each in a frame of its own: an error page must not take this page's place.
  'download': () => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'download-target' });
    const link = Object.assign(document.createElement('a'), {
      href: address('/download', 'download'), target: 'download-target',
    });
    document.body.append(frame, link);
    link.click();
    return 'sent';
  },
  'form': () => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'form-target' });
    const form = Object.assign(document.createElement('form'), {
      method: 'post', action: address('/upload', 'form'), target: 'form-target',
    });
    form.append(Object.assign(document.createElement('input'), { name: 'text', value: body }));
    document.body.append(frame, form);
    form.submit();
    return 'sent';
  },
  'preconnect': () => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: target }));
    return 'sent';
  },
};
const outcomeOf = async (way) => {
  const tooLate = new Promise((resolve) => setTimeout(resolve, 10_000, 'timed out'));
  return [way, await Promise.race([ways[way](), tooLate]).catch(() => 'failed')];
};
const loaded = new Promise((resolve) => addEventListener('load', () => setTimeout(resolve)));
globalThis.outcomes = loaded
  .then(() => Promise.all(Object.keys(ways).filter((way) => only?.includes(way) ?? true).map(outcomeOf)))
  .then(Object.fromEntries);
`;

/**
 * A page which reaches `target` (an origin; without it its own) in every way a page can, or in the ways of `only`
 * (with commas). `await globalThis.outcomes` gives what the page itself saw, by way; the server's counts give the truth.
 */
export const everythingPage = (): string =>
  `<!doctype html><meta charset="utf-8"><title>everything</title><body><script>${pageScript}</script>`;

export const everythingWorker = `
onmessage = ({ data }) => {
  fetch(data).then((response) => response.text()).then(() => postMessage('ok'), () => postMessage('failed'));
};
`;
