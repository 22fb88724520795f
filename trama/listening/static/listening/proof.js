// Solves the form's challenge while one writes. Whoever sends before it is done waits for it; where
// there are no workers the form goes as it is, by the slow door.

const form = document.getElementById("segnala");
const answer = form.elements.answer;
let pressed = null;

function send() {
  form.removeEventListener("submit", wait, true);
  if (pressed) form.requestSubmit(pressed.isConnected ? pressed : undefined);
}

function wait(event) {
  if (answer.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  pressed = event.submitter || form.querySelector("button[type=submit]");
  pressed.setAttribute("aria-busy", "true");
}

function start() {
  let worker;
  try {
    worker = new Worker(form.dataset.worker);
  } catch {
    return;
  }
  form.addEventListener("submit", wait, true);
  worker.addEventListener("message", ({ data }) => {
    answer.value = data;
    worker.terminate();
    send();
  });
  worker.addEventListener("error", send);
  worker.postMessage({ token: form.elements.challenge.value, bits: Number(form.dataset.bits) });
}

start();
