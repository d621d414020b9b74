// Comfort on top of pages that work without it: focus, looking at a password, the key, and one submit at a time.
'use strict';

(() => {
  const KEY_SHOWN_MS = 60000;
  const RESUBMIT_AFTER_MS = 10000;

  // A place that can have the focus.
  const placeNamed = (id) => {
    const place = document.getElementById(id);
    return place && place.hasAttribute('tabindex') ? place : null;
  };

  // A field in error first, then what happened, then the place that the address names, then the heading of a walk's page;
  // elsewhere the page keeps its autofocus.
  const focusFirst = () => {
    const target = document.querySelector('[aria-invalid="true"]')
      || document.getElementById('sekisho-error-summary')
      || placeNamed(location.hash.slice(1))
      || document.querySelector('[data-takes-focus]');
    if (target) {
      target.focus();
    }
  };

  // The answer to a POST stands at an address that is good for one POST only. The same page without that code can be reloaded.
  const forgetOneTimeAddress = () => {
    const form = document.querySelector('form[action*="session_code="]');
    if (!form || !new URLSearchParams(location.search).has('session_code')) {
      return;
    }
    const address = new URL(form.getAttribute('action'), location.href);
    address.searchParams.delete('session_code');
    if (address.origin === location.origin) {
      history.replaceState({}, '', address);
    }
  };

  const revealPasswords = (choice) => {
    const box = choice.querySelector('input');
    const fields = choice.dataset.reveals.split(' ').map((id) => document.getElementById(id)).filter(Boolean);
    const apply = () => fields.forEach((field) => { field.type = box.checked ? 'text' : 'password'; });
    box.checked = false;
    box.addEventListener('change', apply);
    // Masked again before it is sent, so that no browser keeps it as ordinary text.
    fields[0].form.addEventListener('submit', () => { box.checked = false; apply(); });
    choice.hidden = false;
  };

  const copyText = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // Not served over TLS, or not permitted: the older way may still work.
    }
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    if (!copied) {
      throw new Error('copy refused');
    }
  };

  const controlKey = (control) => {
    const details = control.querySelector('details');
    const value = details.querySelector('.key-value');
    const buttons = control.querySelector('.key-buttons');
    const toggle = control.querySelector('[data-key-toggle]');
    const copy = control.querySelector('[data-key-copy]');
    const status = control.querySelector('.key-status');
    let timer;

    value.id = 'otp-key-panel';
    value.hidden = true;
    details.replaceWith(value);
    buttons.hidden = false;
    control.insertBefore(value, status);

    const say = (text) => { status.textContent = text; };
    const show = (shown, text) => {
      clearTimeout(timer);
      value.hidden = !shown;
      toggle.setAttribute('aria-expanded', String(shown));
      toggle.textContent = shown ? toggle.dataset.hide : toggle.dataset.show;
      say(text);
      if (shown) {
        timer = setTimeout(() => show(false, control.dataset.hiddenAgain), KEY_SHOWN_MS);
      }
    };
    toggle.addEventListener('click', () => {
      show(value.hidden, value.hidden ? control.dataset.shown : control.dataset.hidden);
    });
    copy.addEventListener('click', async () => {
      say('');
      try {
        await copyText(document.getElementById('otp-key').textContent.replace(/\s/g, ''));
        say(control.dataset.copied);
      } catch {
        say(control.dataset.copyFailed);
      }
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && !value.hidden) {
        show(false, control.dataset.hiddenAgain);
      }
    });
  };

  // One submit at a time over all forms of the page. The button stays enabled for the browser, or its name would not be sent.
  let submitted = false;
  const release = () => {
    submitted = false;
    document.querySelectorAll('button[aria-disabled]').forEach((button) => button.removeAttribute('aria-disabled'));
  };
  document.addEventListener('submit', (event) => {
    if (submitted) {
      event.preventDefault();
      return;
    }
    submitted = true;
    if (event.submitter) {
      event.submitter.setAttribute('aria-disabled', 'true');
    }
    setTimeout(release, RESUBMIT_AFTER_MS);
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) {
      release();
    }
  });

  forgetOneTimeAddress();
  document.querySelectorAll('[data-reveals]').forEach(revealPasswords);
  document.querySelectorAll('[data-key-control]').forEach(controlKey);
  focusFirst();
})();
