// The phone's clock, measured against the institution's. Why codes are corrected while the app is open: docs/token-app.md.

import { readClock } from './server.js';

const WARNING_MS = 20000;
const IGNORED_MS = 2000;

const measured = new Map();
const drift = () => Date.now() - performance.now();
let driftSeen = drift();

export const note = (timeUrl, clock) => clock && measured.set(timeUrl, clock);

/** Asks each server once. What cannot be reached keeps what was measured before. */
export const measure = (timeUrls) => Promise.all([...new Set(timeUrls)].filter(Boolean)
  .map((timeUrl) => readClock(timeUrl).then((clock) => note(timeUrl, clock), () => { /* Offline: the phone's clock is all there is. */ })));

/** Whether somebody has set the clock since the last look: then nothing that was measured holds any more. */
export const hasJumped = () => {
  const jumped = Math.abs(drift() - driftSeen) > IGNORED_MS;
  driftSeen = drift();
  if (jumped) {
    measured.clear();
  }
  return jumped;
};

const exceeds = (timeUrl, millis) => {
  const { offsetMillis, uncertaintyMillis } = measured.get(timeUrl) ?? {};
  return Math.abs(offsetMillis) - uncertaintyMillis > millis ? offsetMillis : 0;
};

/** The institution's time as far as it is known, else the phone's. */
export const now = (timeUrl) => Date.now() + exceeds(timeUrl, IGNORED_MS);

/** How far the phone's clock is off, where that is more than a code bears; else 0. */
export const offBy = (timeUrl) => exceeds(timeUrl, WARNING_MS);
