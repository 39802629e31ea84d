/** Becomes controlled by a service worker; then `globalThis.isControlled` is a resolved promise. */
export const servedByServiceWorkerPage = `<!doctype html>
<title>service worker page</title>
<script>
  globalThis.isControlled = (async () => {
    await navigator.serviceWorker.register('/service-worker.js', { scope: '/' });
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller === null) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      });
    }
    return true;
  })();
</script>
`;

/** Keeps the page and serves it without the network from then on; everything else goes to the network. */
export const cachingServiceWorker = `
const kept = ['/service-worker-page'];
addEventListener('install', (event) => {
  event.waitUntil(caches.open('kept').then((cache) => cache.addAll(kept)).then(() => skipWaiting()));
});
addEventListener('activate', (event) => {
  event.waitUntil(clients.claim());
});
addEventListener('fetch', (event) => {
  event.respondWith(caches.match(event.request).then((found) => found ?? fetch(event.request)));
});
`;
