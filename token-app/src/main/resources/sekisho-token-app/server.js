// Everything that leaves the phone: three values at the set-up, and the question what time it is. Never a seed, never a code.

import { parseKeyUri } from './totp.js';

const TIMEOUT_MS = 20000;

/** Something that the customer is told in the texts of this kind. */
export class Problem extends Error {
  constructor(kind, values) {
    super(kind);
    this.kind = kind;
    this.values = values;
  }
}

const request = async (url, options) => {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, { credentials: 'omit', signal: timeout.signal, ...options });
    // A connection that breaks in the body has brought nothing.
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    throw new Problem('offline');
  } finally {
    clearTimeout(timer);
  }
};

const json = ({ status, text }) => {
  try {
    if (status === 200) {
      return JSON.parse(text);
    }
  } catch {
    // No better than another status.
  }
  throw new Problem('server');
};

/** The institutions whose tokens can be set up here. */
export const readConfig = async () => {
  const base = new URL('config.json', document.baseURI);
  const absolute = (url) => url && new URL(url, base).href;
  return json(await request(base)).services.map((service) =>
    ({ ...service, activateUrl: absolute(service.activateUrl), timeUrl: absolute(service.timeUrl) }));
};

/** Of a Retry-After, which is a number of seconds or a date. */
const minutes = (retryAfter) => {
  const seconds = /^\d+$/.test(retryAfter) ? retryAfter : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Math.max(1, Math.ceil(seconds / 60) || 1);
};

const compare = (serverMillis, sent, received) => ({ offsetMillis: serverMillis - (sent + received) / 2, uncertaintyMillis: (received - sent) / 2 });

/** A new token, and how far the phone's clock is off. */
export const activate = async (service, userId, startPassword) => {
  const sent = Date.now();
  const answer = await request(service.activateUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ serviceId: service.serviceId, userId, startPassword }),
  });
  const received = Date.now();
  if (answer.status === 429) {
    throw new Problem('tooMany', { minutes: minutes(answer.headers.get('Retry-After')) });
  }
  if (answer.status === 400 || answer.status === 403) {
    throw new Problem('refused');
  }
  const { keyUri, issuer, serverTimeMillis } = json(answer);
  try {
    return {
      keyUri,
      clock: serverTimeMillis && compare(serverTimeMillis, sent, received),
      token: { name: { ja: issuer }, ...service, ...parseKeyUri(keyUri), userId, createdAt: received },
    };
  } catch {
    throw new Problem('unusable');
  }
};

/** How far the phone's clock is off the server's. */
export const readClock = async (timeUrl) => {
  const sent = Date.now();
  const { epochMillis } = json(await request(timeUrl, { cache: 'no-store' }));
  return compare(epochMillis, sent, Date.now());
};
