// Keys that work everywhere on the page. Escape always does; single letters can be switched off in the help.

/** `acts` maps keys to what they do; `isOn()` says whether letters do anything. */
export function listenToKeys(acts, isOn, leave) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]"))
      return;
    if (event.key === "Escape") {
      leave(event);
      return;
    }
    if (!isOn() || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
