// A page that refreshes itself takes away the note being read and draws it anew: the address still
// names it, so it is opened again, and what had the focus keeps it.

document.addEventListener("htmx:afterSettle", () => {
  const note = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!note?.matches(".words dl > *") || note.matches(":target")) return;
  const active = document.activeElement;
  location.replace(location.hash);
  if (active?.isConnected && active !== document.body) active.focus({ preventScroll: true });
});
