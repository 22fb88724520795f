// A double click sends a form once. The server would refuse the second anyway: this spares the page
// that says so. Without this script everything works the same.

const sent = new WeakSet();

function reopen(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // Not `disabled`: the pressed button's own name and value belong to what is sent.
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.setAttribute("aria-busy", "true");
  }
  // An answer that is a download leaves the page where it is.
  setTimeout(() => reopen(form), 10_000);
});

// Coming back with the browser's arrow finds the page as it was left: open it again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) reopen(form);
});
