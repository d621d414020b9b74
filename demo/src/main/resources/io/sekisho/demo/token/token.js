/* Keeps the token's display running. Without this script the page shows the code of the moment when it was opened. */

const device = document.getElementById("device");
const digits = [...device.querySelectorAll(".digit")];
const bars = [...device.querySelectorAll(".bar")];
const RETRY_MILLIS = 1000;
let changesAt = 0;
let timer;

function show(code, secondsLeft) {
  digits.forEach((digit, index) => { digit.dataset.digit = code[index]; });
  document.getElementById("code").textContent = code;
  countDown(secondsLeft);
}

function countDown(secondsLeft) {
  bars.forEach((bar, index) => bar.classList.toggle("spent", index >= secondsLeft));
  document.getElementById("left").textContent = secondsLeft;
}

/** Asks which code it is now; the demo's clock is the token's, not the browser's. */
async function look() {
  try {
    const { code, millisLeft } = await (await fetch(device.dataset.codes)).json();
    changesAt = performance.now() + millisLeft;
    show(code, Math.ceil(millisLeft / 1000));
    document.getElementById("silent").hidden = true;
    tick();
  } catch {
    show("-".repeat(digits.length), 0);
    document.getElementById("silent").hidden = false;
    wait(RETRY_MILLIS, look);
  }
}

function tick() {
  const left = changesAt - performance.now();
  if (left <= 0) {
    look();
  } else {
    countDown(Math.ceil(left / 1000));
    wait(left % 1000 || 1000, tick);
  }
}

function wait(millis, then) {
  clearTimeout(timer);
  timer = setTimeout(then, millis);
}

// A page in the background runs late, and a machine that slept has another time.
document.addEventListener("visibilitychange", () => { if (!document.hidden) { look(); } });
look();
