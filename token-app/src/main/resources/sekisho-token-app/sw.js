// The app without a connection. A new version comes with new hashes here, is fetched as a whole or not at all, and shows at the next start.

const FILES = {
  'app.css': 'sha256-wBb0zKP1SS8mrk2Izk5EBjIFBmsiD/TFSwKGYoUMJ/8=',
  'app.js': 'sha256-oKbDOOFDe2wqbyyMY3Q5OA35wuNgHc5CQ0sgnhrwJhQ=',
  'clock.js': 'sha256-16Odc2JESnfOW6wQQKJaKgc34OWEVQkRSOLEWT46uQ4=',
  'dom.js': 'sha256-1hd2AVdw2yuN43G9b1l/smKFTPN5gav1tVSCuKGHJuE=',
  'icon.svg': 'sha256-l/R/QveeyML+U4P0DQsnInhke9eTyzSBSQv+P3EWpRI=',
  'index.html': 'sha256-7UWXKJGmyxTwE4Q/MTKk6C4I3hKq93lxj2n4XXemWKc=',
  'manifest.webmanifest': 'sha256-opAnlPwSxnQADi8p6nxUkOCx+LMm9XQNNHpH0nRGc8M=',
  'server.js': 'sha256-GwE5NnZGiP3zGo2U94h7mVmnVyrEaWf7UolyzmCNXjM=',
  'texts.js': 'sha256-fE4nvehz8fnnOuCGPGVyukJhgz+bqdnmh10dmwnwB+w=',
  'totp.js': 'sha256-UGceh+Ui3thFZM05V8W/7wDK8RPYISX+ZbeUvckO12c=',
  'vault.js': 'sha256-xX60G/Jpqh00iGw3auQR5quQy85CZAK01FtelA9dPf0=',
};
const { scope } = registration;
const NAME = `${scope} ${Object.values(FILES).map((hash) => hash.slice(7, 15)).join('')}`;
const address = (file) => new URL(file, scope).href;
const CONFIG = address('config.json');
const KEPT = new Map([...Object.keys(FILES), 'config.json'].map((file) => [address(file), address(file)]).concat([[scope, address('index.html')]]));

const readConfig = async () => {
  const response = await fetch(CONFIG, { cache: 'no-cache', credentials: 'omit' });
  if (response.ok) {
    await (await caches.open(NAME)).put(CONFIG, response.clone());
  }
  return response;
};
const quiet = () => { /* Without a connection, what is kept is enough. */ };

addEventListener('install', (event) => event.waitUntil((async () => {
  await (await caches.open(NAME)).addAll(Object.entries(FILES).map(([file, integrity]) => new Request(file, { integrity, cache: 'no-cache' })));
  await readConfig().catch(quiet);
  await skipWaiting();
})()));

// Other institutions' apps of this origin have caches of their own.
addEventListener('activate', (event) => event.waitUntil(caches.keys().then((names) =>
  Promise.all(names.filter((name) => name.startsWith(`${scope} `) && name !== NAME).map((name) => caches.delete(name))))));

// Activation and time are never kept: their addresses are not known here.
addEventListener('fetch', (event) => {
  const file = KEPT.get(event.request.url.replace(/[?#].*/, ''));
  if (event.request.method !== 'GET' || !file) {
    return;
  }
  const kept = caches.open(NAME).then((cache) => cache.match(file));
  if (file === CONFIG) {
    const fresh = readConfig();
    event.respondWith(kept.then((response) => response ?? fresh));
    event.waitUntil(fresh.catch(quiet));
  } else {
    event.respondWith(kept.then((response) => response ?? fetch(event.request)));
  }
});
