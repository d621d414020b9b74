import { Problem, activate, readConfig } from './server.js';
import * as clock from './clock.js';
import { actions, button, details, h, notice, p, svg } from './dom.js';
import { currentLanguage, inLanguage, switchLanguage, t } from './texts.js';
import { codeOfStep, groups, importKey, secondsLeft, stepAt } from './totp.js';
import { Vault } from './vault.js';

const LOCK_AFTER_HIDDEN_MS = 5 * 60 * 1000;
const MEASURE_EVERY_MS = 10 * 60 * 1000;
const SOON_SECONDS = 10;
const RING = 2 * Math.PI * 20;

const FIELDS = {
  serviceId: { digits: [1, 32], hint: 'idHint' },
  userId: { digits: [1, 32], hint: 'idHint' },
  startPassword: { digits: [4, 8], hint: 'startPasswordHint', type: 'password' },
  lockCode: { digits: [1, 32], type: 'password' },
  lockCodeAgain: { digits: [1, 32], type: 'password' },
};

const main = document.querySelector('main');
const other = new BroadcastChannel('sekisho-token-app');

let vault;
let services = [];
let configuring;
let tokens = [];
let cards = [];
let current = {};
let prefill = {};
let hiddenAt;
let measuredAt = 0;
/** What the activation has brought. */
let fresh;

const say = (text) => { document.getElementById('live').textContent = text; };

/* Forms */

/** Keyboards and mails put full-width digits, spaces, hyphens and what nobody sees in. */
const normalise = (text) => text.normalize('NFKC').replace(/[\s\p{Pd}−ー─\p{Cf}\p{DI}]/gu, '');

const showProblem = (form, title, ...texts) => {
  const box = notice('error', title, ...texts);
  form.prepend(box);
  document.title = t('errorTitle', { title: document.title });
  box.querySelector('h2').focus();
};

/** All at the top, each at its field, and the focus on the first. */
const showFieldProblems = (form, problems) => {
  const input = (id) => form.elements[id];
  showProblem(form, t('errorSummary'), h('ul', {}, problems.map(([id, text]) =>
    h('li', {}, h('a', { href: `#${id}`, onclick: (event) => { event.preventDefault(); input(id).focus(); } }, text)))));
  for (const [id, text] of problems) {
    input(id).before(h('p', { class: 'field-error', id: `${id}-error` }, text));
    input(id).setAttribute('aria-invalid', 'true');
    input(id).setAttribute('aria-describedby', `${id}-error ${id}-hint`);
  }
  input(problems[0][0]).focus();
};

const clearProblems = (form) => {
  form.querySelectorAll('.notice, .field-error').forEach((element) => element.remove());
  form.querySelectorAll('[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
  setTitle();
};

const fieldProblem = (name, value) => {
  const [least, most] = FIELDS[name].digits;
  const values = { name: t(name), digits: `${least}–${most}` };
  return !value ? t('missing', values) : new RegExp(`^\\d{${least},${most}}$`).test(value) ? '' : t('malformed', values);
};

/** A form that is sent once at a time. send() may return what is wrong with a field, by its name, or throw a Problem. */
const form = (action, names, send) => {
  const submit = h('button', { class: 'button button-primary' }, t(action));
  const masked = names.filter((name) => FIELDS[name].type);
  const element = h('form', { novalidate: '', onsubmit: async (event) => {
    event.preventDefault();
    if (submit.disabled) {
      return;
    }
    clearProblems(element);
    masked.forEach((name) => { element.elements[name].type = 'password'; });
    reveal.firstChild.checked = false;
    const values = Object.fromEntries(names.map((name) => [name, normalise(element.elements[name].value)]));
    submit.disabled = true;
    submit.textContent = t('working');
    say(t('working'));
    try {
      let problems = names.map((name) => [name, fieldProblem(name, values[name])]).filter(([, text]) => text);
      problems = problems.length ? problems : Object.entries(await send(values) ?? {}).map(([name, key]) => [name, t(key)]);
      if (problems.length) {
        showFieldProblems(element, problems);
      }
    } catch (error) {
      if (!(error instanceof Problem)) {
        failed(error);
        return;
      }
      const texts = [`${error.kind}Text`, `${error.kind}Next`].map((key) => t(key, error.values)).filter(Boolean);
      showProblem(element, t(`${error.kind}Title`), ...texts);
    } finally {
      submit.disabled = false;
      submit.textContent = t(action);
      say('');
    }
  } }, names.map((id) => h('div', { class: 'field' },
    h('label', { for: id }, t(id)),
    h('p', { class: 'quiet', id: `${id}-hint` }, t(FIELDS[id].hint) ?? ''),
    h('input', { id, autocomplete: 'off', inputmode: 'numeric', type: FIELDS[id].type, 'aria-describedby': `${id}-hint`, value: prefill[id] }))));
  const reveal = h('label', { class: 'check' }, h('input', { type: 'checkbox', onchange: ({ target }) =>
    masked.forEach((name) => { element.elements[name].type = target.checked ? 'text' : 'password'; }) }), t('show', { name: t(masked[0]) }));
  element.append(reveal, actions(submit));
  return element;
};

/* Data */

const load = async () => { tokens = vault.isLocked ? [] : await vault.tokens(); };

const changed = async () => {
  other.postMessage('changed');
  await load();
};

/** Tried again when it is needed the next time. */
const configure = () => configuring ??= readConfig().then((found) => {
  services = found;
  footer();
  return found;
}).catch((error) => {
  configuring = undefined;
  throw error;
});

const isOf = (token) => (service) => service.serviceId === token.serviceId && service.activateUrl === token.activateUrl;
/** What config.json says of a token's institution today, else what it said at the set-up. */
const serviceOf = (token) => services.find(isOf(token)) ?? token;
const nameOf = (token) => inLanguage(serviceOf(token).name);
const timeUrlOf = (token) => serviceOf(token).timeUrl;

const date = (millis, options) => new Intl.DateTimeFormat(currentLanguage() === 'ja' ? 'ja-JP' : 'en-GB', options).format(millis);

const setUp = async ({ serviceId, userId, startPassword }) => {
  const service = (await configure()).find((one) => one.serviceId === serviceId);
  if (!service) {
    return { serviceId: 'serviceIdUnknown' };
  }
  // The token is handed out once: not before there is room for it.
  await vault.probe().catch(() => { throw new Problem('notStored'); });
  fresh = await activate(service, userId, startPassword);
  const replaced = tokens.filter((token) => token.userId === userId && isOf(token)(service)).map(({ id }) => id);
  await vault.add(fresh.token, replaced).catch(() => { throw new Problem('lost'); });
  clock.note(service.timeUrl, fresh.clock);
  await navigator.storage?.persist?.().catch(() => false);
  await changed();
  show('done', 'replace');
};

/* Screens: each gives its heading and what stands below it */

const storageNote = () => {
  const note = p(t('dataNotKept'), 'not-kept');
  navigator.storage?.persisted?.().then((isKept) => { note.hidden = isKept; });
  return note;
};

const confirmPage = (texts, label, confirmed) => [
  notice('warning', '', ...texts),
  actions(button(label, () => confirmed().catch(failed), 'danger'), button(t('cancel'), () => history.back())),
];

const switchLock = async (work, done) => {
  if (await work().catch(() => { throw new Problem('notSwitched'); }) === false) {
    return { lockCode: 'lockCodeWrong' };
  }
  await changed();
  show('settings', 'replace', { message: done });
};

const screens = {
  setup() {
    const institution = p('', 'institution');
    const element = form('send', ['serviceId', 'userId', 'startPassword'], setUp);
    configure().then((found) => {
      if (!found.length) {
        showProblem(element, t('noServiceTitle'));
      } else if (found.length === 1) {
        const input = element.elements.serviceId;
        // Not into what somebody is about to type.
        input.value ||= input === document.activeElement ? '' : found[0].serviceId;
        institution.textContent = inLanguage(found[0].name);
      }
    }, () => { /* Said when the form is sent. */ });
    return [t('setupTitle'),
      institution,
      navigator.standalone === false && notice('info', t('homeTitle'), t('homeText')),
      p(t('setupLead')),
      element,
      tokens.length
        ? actions(button(t('toCodes'), () => show('codes', 'replace')))
        : details(t('lostSummary'), p(t('dataDeleted')), p(t('dataLost')), storageNote())];
  },

  done() {
    const { token, keyUri } = fresh;
    const link = actions(h('a', { class: 'button button-secondary' }, t('otherAppOpen')));
    const otherApp = details(t('otherApp'), p(t('otherAppText', { digits: token.digits, period: token.periodSeconds })), link);
    // The seed stands in the page only while somebody wants it there.
    otherApp.addEventListener('toggle', () => link.firstChild.setAttribute('href', otherApp.open ? keyUri : '#'));
    return [t('doneTitle'),
      notice('success', '', t('doneSaved')),
      notice('warning', t('notYetTitle'), t('notYetText')),
      actions(button(t('next'), () => { fresh = {}; show('lockNote', 'replace'); }, 'primary')),
      otherApp];
  },

  lockNote: () => [t('lockTitle'),
    p(t('lockText')),
    notice('warning', t('lockWarningTitle'), t('lockWarning')),
    actions(button(t('next'), () => show('codes', 'replace'), 'primary'),
      !vault.hasLock && button(t('turnOn'), () => { show('codes', 'replace'); show('lockOn'); }))],

  codes() {
    // The new token's code is the one to be entered now.
    cards = (fresh ? [...tokens].reverse() : tokens).map(card);
    return [t('appName'),
      h('div', { id: 'clock', role: 'alert' }),
      fresh && notice('info', '', t('confirmOnPc')),
      cards.map(({ element }) => element)];
  },

  settings: () => [t('settings'),
    h('h2', {}, t('tokens')),
    h('ul', { class: 'list' }, tokens.map((token) => h('li', {}, about(token),
      button(t('remove'), () => show('remove', 'push', { id: token.id }), 'secondary', { 'aria-label': `${t('remove')} ${nameOf(token)} ${token.userId}` })))),
    actions(button(t('add'), () => { prefill = {}; show('setup'); })),
    h('h2', {}, t('lock')),
    h('p', {}, `${t('lock')}: `, h('strong', { id: 'lock-state' }, t(vault.hasLock ? 'isOn' : 'isOff'))),
    p(t(vault.hasLock ? 'lockChange' : 'lockText')),
    actions(button(t(vault.hasLock ? 'turnOff' : 'turnOn'), () => show(vault.hasLock ? 'lockOff' : 'lockOn'))),
    h('h2', {}, t('dataTitle')),
    p(t('dataDeleted')),
    p(t('dataLost')),
    storageNote(),
    actions(button(t('toCodes'), () => show('codes', 'replace'), 'primary'))],

  remove: ({ id }) => [t('removeTitle'),
    about(tokens.find((token) => token.id === id) ?? {}),
    confirmPage([t('removeText'), t('removeNext')], t('remove'), async () => {
      await vault.remove(id);
      await changed();
      show(tokens.length ? 'settings' : 'setup', 'replace', { message: 'removed' });
    })],

  lockOn: () => [t('turnOn'),
    notice('warning', t('lockWarningTitle'), t('lockWarning')),
    p(t('lockCodeHint')),
    form('turnOn', ['lockCode', 'lockCodeAgain'], async ({ lockCode, lockCodeAgain }) => lockCode === lockCodeAgain
      ? switchLock(() => vault.turnLockOn(lockCode), 'turnedOn')
      : { lockCodeAgain: 'lockCodeDiffers' }),
    actions(button(t('cancel'), () => history.back()))],

  lockOff: () => [t('turnOff'),
    form('turnOff', ['lockCode'], ({ lockCode }) => switchLock(() => vault.turnLockOff(lockCode), 'turnedOff')),
    actions(button(t('cancel'), () => history.back()))],

  unlock: () => [t('lock'),
    form('unlock', ['lockCode'], async ({ lockCode }) => {
      if (!await vault.unlock(lockCode)) {
        return { lockCode: 'lockCodeWrong' };
      }
      await load();
      home();
    }),
    details(t('forgotten'), p(t('lockWarning')), actions(button(t('resetTitle'), () => show('reset'))))],

  reset: () => [t('resetTitle'), confirmPage([t('resetText'), t('resetNext')], t('remove'), async () => show('resetAgain'))],

  resetAgain: () => [t('resetAgainTitle'), confirmPage([t('resetAgainText')], t('resetConfirm'), async () => {
    await vault.clear();
    await changed();
    show('setup', 'replace', { message: 'resetDone' });
  })],

  noStorage: () => [t('noStorageTitle'), notice('error', '', t('noStorageText'))],

  failed: () => [t('failedTitle'), notice('error', '', t('failedText'))],
};

const about = (token) => h('div', {},
  p(nameOf(token), 'institution'),
  p(`${t('userId')} ${token.userId}`),
  p(t('since', { date: date(token.createdAt, { dateStyle: 'long' }) }), 'quiet'));

/* Codes */

const card = (token) => {
  const spoken = h('span', { class: 'visually-hidden' });
  const shown = h('span', { class: 'digits', 'aria-hidden': 'true' }, h('span'), h('span'));
  const circle = { cx: 24, cy: 24, r: 20 };
  const arc = svg('circle', { class: 'ring-arc', ...circle, 'stroke-dasharray': RING, transform: 'rotate(-90 24 24)' });
  const left = h('span', { class: 'left', role: 'timer', 'aria-label': t('timeLeft') });
  const soon = p('', 'soon');
  const copied = h('p', { class: 'copied', role: 'status' });
  const one = { token, key: importKey(token), spoken, shown, arc, left, soon };
  one.element = h('section', { class: 'card' },
    h('h2', {}, nameOf(token)),
    p(`${t('userId')} ${token.userId}`, 'quiet'),
    h('p', { class: 'code' }, spoken, shown),
    h('div', { class: 'time' },
      svg('svg', { class: 'ring', viewBox: '0 0 48 48', 'aria-hidden': 'true' }, svg('circle', { class: 'ring-ground', ...circle }), arc),
      h('p', {}, `${t('timeLeft')} `, left)),
    soon,
    actions(button(t('copy'), async () => {
      copied.textContent = '';
      const isCopied = await navigator.clipboard.writeText(one.code).then(() => true, () => false);
      copied.textContent = t(isCopied ? 'copied' : 'notCopied');
    })),
    copied);
  return one;
};

const refresh = async (one) => {
  const { periodSeconds, digits } = one.token;
  const now = clock.now(timeUrlOf(one.token));
  const step = stepAt(now, periodSeconds);
  const seconds = secondsLeft(now, periodSeconds);
  if (one.step !== step) {
    one.step = step;
    const code = await codeOfStep(await one.key, step, digits);
    if (one.step !== step) {
      return;
    }
    one.code = code;
    one.spoken.textContent = [...code].join(' ');
    groups(code).forEach((group, index) => { one.shown.children[index].textContent = group; });
  }
  const isSoon = seconds <= SOON_SECONDS;
  one.left.textContent = `[${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}]`;
  one.arc.setAttribute('stroke-dashoffset', RING * (1 - seconds / periodSeconds));
  one.element.classList.toggle('card-soon', isSoon);
  one.soon.textContent = isSoon ? t('soon') : '';
};

const warnOfClock = () => {
  const place = document.getElementById('clock');
  const off = tokens.map((token) => clock.offBy(timeUrlOf(token))).find(Boolean);
  if (Boolean(off) === place.hasChildNodes()) {
    return;
  }
  const time = (key, millis) => h('p', {}, `${t(key)}: `, h('strong', {}, date(millis, { dateStyle: 'medium', timeStyle: 'medium' })));
  place.replaceChildren(...off ? [notice('error', t('clockTitle'), time('clockPhone', Date.now()), time('clockRight', Date.now() + off),
    t('clockText'), t('clockCorrected'))] : []);
};

const measure = async () => {
  measuredAt = performance.now();
  await clock.measure(tokens.map(timeUrlOf));
  tick();
};

const tick = () => {
  if (clock.hasJumped() || performance.now() - measuredAt > MEASURE_EVERY_MS) {
    measure();
  }
  if (current.name === 'codes' && !document.hidden) {
    cards.forEach((one) => refresh(one).catch(failed));
    warnOfClock();
  }
};

/* From screen to screen */

const setTitle = () => { document.title = [...new Set([main.querySelector('h1').textContent, t('appName')])].join(' | '); };

const footer = () => {
  const supports = new Map([...tokens.map(serviceOf), ...services].filter((one) => one.support).map((one) => [JSON.stringify(one.support), one]));
  document.querySelector('footer').replaceChildren(...supports.size ? [h('div', { class: 'inner' }, h('h2', {}, t('supportTitle')),
    [...supports.values()].map(({ name, support }) => h('div', {},
      p(inLanguage(support.name) || inLanguage(name), 'institution'),
      support.telephone && h('p', {}, h('a', { class: 'telephone', href: `tel:${support.telephone.replace(/[^\d+]/g, '')}` }, support.telephone)),
      support.hours && p(t('supportHours', { hours: inLanguage(support.hours) })))))] : []);
};

const header = () => {
  document.documentElement.lang = currentLanguage();
  document.getElementById('app-name').textContent = t('appName');
  document.querySelector('nav').replaceChildren(
    ...current.name === 'codes' ? [button(t('settings'), () => show('settings'), 'header')] : [],
    button(t('otherLanguage'), () => {
      const kept = [...main.querySelectorAll('.field input')].map(({ id, value }) => [id, value]);
      switchLanguage();
      render();
      kept.forEach(([id, value]) => { document.getElementById(id).value = value; });
      document.getElementById('language').focus();
    }, 'header', { id: 'language', lang: currentLanguage() === 'ja' ? 'en' : 'ja' }));
};

const render = () => {
  const { name, data } = current;
  const [title, ...children] = screens[name](data);
  main.replaceChildren(h('h1', { tabindex: -1 }, title), ...data.message ? [notice('success', '', t(data.message))] : [],
    ...children.flat(3).filter(Boolean));
  setTitle();
  header();
  footer();
  tick();
};

/** Goes to a screen; "none" where the browser's own history has already done so. */
const show = (name, move = 'push', data = {}) => {
  const isFirst = !current.name;
  const isOpen = ['unlock', 'reset', 'resetAgain', 'noStorage', 'failed'].includes(name);
  current = vault?.isLocked && !isOpen ? { name: 'unlock', data: {} } : { name, data };
  if (move !== 'none') {
    history[`${move}State`]({ name, id: data.id }, '');
  }
  if (!['done', 'lockNote', 'codes', 'lockOn'].includes(name)) {
    fresh = undefined;
  }
  render();
  if (!isFirst) {
    scrollTo(0, 0);
    main.querySelector('h1').focus({ preventScroll: true });
  }
};

/** A link from a mail leads to the set-up, unless it has been used already. */
const home = () => {
  const isKnown = tokens.some(({ serviceId, userId }) => serviceId === prefill.serviceId && userId === prefill.userId);
  show(vault.isLocked ? 'unlock' : tokens.length && (isKnown || !prefill.userId) ? 'codes' : 'setup', 'replace');
};

const failed = (error) => {
  // No message in the log: it might quote what it failed on.
  console.error(error?.name);
  show('failed', 'none');
};

/** The link in a mail may bring two of the three values. */
const readLink = () => {
  const link = new URLSearchParams(location.hash.slice(1));
  prefill = { serviceId: normalise(link.get('serviceId') ?? ''), userId: normalise(link.get('userId') ?? '') };
  history.replaceState(history.state, '', location.pathname + location.search);
};

const lockIfDue = () => {
  if (hiddenAt && Date.now() - hiddenAt >= LOCK_AFTER_HIDDEN_MS && vault.hasLock && !vault.isLocked) {
    vault.lock();
    tokens = cards = [];
    show('unlock', 'replace');
  }
};

const start = async () => {
  readLink();
  try {
    vault = await Vault.open();
  } catch {
    // Said below.
  }
  if (!vault || !crypto.subtle) {
    show('noStorage', 'none');
    return;
  }
  await load();
  home();
  configure().then(() => { if (current.name === 'codes') { render(); } }, () => { /* Offline: what is stored is enough. */ }).then(measure);

  setInterval(tick, 250);
  addEventListener('popstate', ({ state }) => {
    if (state) {
      show(state.name === 'done' || state.name === 'lockNote' ? 'codes' : state.name, 'none', { id: state.id });
    }
  });
  addEventListener('hashchange', () => {
    if (location.hash) {
      readLink();
      home();
    }
  });
  addEventListener('online', measure);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenAt = Date.now();
      setTimeout(lockIfDue, LOCK_AFTER_HIDDEN_MS);
      return;
    }
    lockIfDue();
    hiddenAt = undefined;
    measure();
  });
  other.onmessage = async () => {
    await vault.load();
    await load();
    if (vault.isLocked || ['codes', 'settings'].includes(current.name)) {
      home();
    }
  };
};

start().catch(failed);
navigator.serviceWorker?.register('sw.js', { updateViaCache: 'none' }).catch(() => { /* Then the app needs a connection to open. */ });
