// A keyboard on the screen for a password. It writes where the caret is, as the real one would, and the real one goes on working.
'use strict';

(() => {
  const control = (keyboard) => {
    const field = document.getElementById(keyboard.dataset.screenKeyboard);
    const open = keyboard.querySelector('[data-keyboard-open]');
    const panel = keyboard.querySelector('.keyboard-panel');
    const letters = keyboard.querySelector('[data-keyboard-letters]');
    const signs = keyboard.querySelector('[data-keyboard-signs]');
    const shift = keyboard.querySelector('[data-keyboard-shift]');
    const change = keyboard.querySelector('[data-keyboard-switch]');
    const phonesOwn = field.inputMode;
    let touched = false;
    let written = false;

    // Without the focus in the field there is no caret to be seen: what is written then goes to its place, and replaces nothing.
    const place = () => {
      // Under the mask browsers do not agree on how many places a character of two units takes; then the end is the only sure one.
      const sure = touched && !/[\uD800-\uDFFF]/.test(field.value);
      if (!sure) {
        return [field.value.length, field.value.length];
      }
      const end = field.selectionEnd;
      return [document.activeElement === field ? field.selectionStart : end, end];
    };

    const write = (text, from, to, kind) => {
      field.setRangeText(text, from, to, 'end');
      touched = true;
      written = true;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: kind, data: text || null }));
    };

    const erase = () => {
      const [from, to] = place();
      if (from !== to) {
        write('', from, to, 'deleteContentBackward');
      } else if (to > 0) {
        // A character of two units goes as a whole.
        const [last] = Array.from(field.value.slice(0, to)).slice(-1);
        write('', to - last.length, to, 'deleteContentBackward');
      }
    };

    // As at the end of typing by the real keyboard.
    const finish = () => {
      if (written) {
        written = false;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    };

    const show = (shown) => {
      panel.hidden = !shown;
      open.setAttribute('aria-expanded', String(shown));
      // Two keyboards at a time would cover a phone's screen.
      field.inputMode = shown ? 'none' : phonesOwn;
      if (!shown) {
        finish();
      }
    };

    const close = () => {
      if (panel.contains(document.activeElement)) {
        open.focus();
      }
      show(false);
    };

    const capitals = (on) => {
      shift.setAttribute('aria-pressed', String(on));
      letters.querySelectorAll('[data-types]').forEach((key) => {
        const letter = key.dataset.types.toLowerCase();
        key.dataset.types = on ? letter.toUpperCase() : letter;
        key.textContent = key.dataset.types;
        if (on) {
          key.setAttribute('aria-label', `${letters.dataset.keyboardLetters} ${key.textContent}`);
        } else {
          key.removeAttribute('aria-label');
        }
      });
    };

    field.addEventListener('focus', () => { touched = true; });
    field.form.addEventListener('submit', finish);
    // A key under the pointer leaves the caret in the field; whoever comes by the Tab key has the focus on the key.
    panel.addEventListener('mousedown', (event) => event.preventDefault());
    panel.addEventListener('click', (event) => {
      const key = event.target.closest('button');
      if (key && key.dataset.types) {
        write(key.dataset.types, ...place(), 'insertText');
      }
    });
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        close();
      }
    });
    open.addEventListener('click', () => show(panel.hidden));
    shift.addEventListener('click', () => capitals(shift.getAttribute('aria-pressed') !== 'true'));
    change.addEventListener('click', () => {
      const on = signs.hidden;
      signs.hidden = !on;
      letters.hidden = on;
      change.setAttribute('aria-pressed', String(on));
    });
    keyboard.querySelector('[data-keyboard-delete]').addEventListener('click', erase);
    keyboard.querySelector('[data-keyboard-close]').addEventListener('click', close);
    keyboard.hidden = false;
  };

  document.querySelectorAll('[data-screen-keyboard]').forEach(control);
})();
