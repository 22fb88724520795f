// Whoever leaves a form marked `data-warn-unsaved` with something written and not sent is asked once.

const dirty = new Set();

for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  form.addEventListener("input", () => dirty.add(form));
  form.addEventListener("submit", () => dirty.delete(form));
}

window.addEventListener("beforeunload", (event) => {
  if (dirty.size) event.preventDefault();
});
