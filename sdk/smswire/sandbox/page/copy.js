// Copies a text, or marks it so that somebody can.

import { button, h } from "./dom.js";

const SAID_FOR = 1_600;

/** Code that can be copied; `words` name it for those who do not see where the button stands. */
export function snippet(text, words) {
  const code = h("code", { tabindex: "0" }, text);
  return h(
    "div",
    { class: "snippet" },
    code,
    copyButton(() => text, words, code),
  );
}

export function copyButton(textOf, words, source) {
  const made = button(
    "Copy",
    async () => {
      const done = await copied(textOf(), source);
      made.lastChild.textContent = done ? "Copied" : "Press Ctrl+C";
      setTimeout(() => (made.lastChild.textContent = "Copy"), SAID_FOR);
    },
    { symbol: "copy", class: "quiet copy", "aria-label": `Copy ${words}` },
  );
  return made;
}

/** Over plain http from another machine, browsers do not let a page write to the clipboard. */
async function copied(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return false;
  }
}
