// What stands above everything: views, the state of the connection, the search, providers, light or dark.

import { button, h, plural, setHidden, setText } from "./dom.js";
import { remember } from "./memory.js";
import { providerTag } from "./wires.js";

/** Milliseconds after the last key until a search begins. */
const PAUSE = 120;

export class Toolbar {
  #views = [...document.querySelectorAll("#views a")];
  #unread = document.getElementById("count-messages");
  #warned = document.getElementById("count-warnings");
  #link = document.getElementById("link");
  #lost = document.getElementById("lost");
  #search = document.getElementById("search");
  #providers = document.getElementById("providers");
  #older = document.getElementById("older");
  #olderText = document.getElementById("older-text");
  #loadAll = document.getElementById("load-all");
  #shown = "";
  #timer = null;

  constructor(page) {
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        page.filter.words = this.#search.value;
        page.changed();
      }, PAUSE);
    });
  }

  get loadAll() {
    return this.#loadAll;
  }

  render(page) {
    const { store, route, connected } = page;
    for (const link of this.#views) {
      if (link.dataset.view === route.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    let unread = 0;
    for (const phone of store.phones.values()) unread += page.seen.unread(phone);
    count(this.#unread, unread);
    count(this.#warned, store.warnings.size);
    document.title = unread > 0 ? `(${unread}) smswire sandbox` : "smswire sandbox";
    const state = connected === null ? "joining" : connected ? "live" : "lost";
    this.#link.dataset.state = state;
    setText(this.#link.firstElementChild, { joining: "Connecting", live: "Live", lost: "Disconnected" }[state]);
    setHidden(this.#lost, state !== "lost");
    this.#renderProviders(page);
    this.#renderOlder(page);
  }

  #renderProviders(page) {
    const shown = `${page.wires} ${page.filter.provider}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = this.#providers.contains(document.activeElement) ? document.activeElement.dataset.provider : null;
    const choice = (provider, label) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": `${page.filter.provider === provider}`,
          data: { provider },
          on: {
            click: () => {
              page.filter.provider = page.filter.provider === provider ? "" : provider;
              page.changed();
            },
          },
        },
        label,
      );
    this.#providers.replaceChildren(
      choice("", "All"),
      ...page.wires.map((provider) => choice(provider, providerTag(provider))),
    );
    for (const each of this.#providers.children) if (each.dataset.provider === focused) each.focus();
  }

  /** Nobody believes to see everything who does not. */
  #renderOlder({ store, elsewhere }) {
    const { messages: gone } = store.dropped;
    const words = [];
    if (elsewhere > 0) words.push(`${plural(elsewhere, "older message")} not loaded.`);
    if (gone > 0) words.push(`${plural(gone, "message")} dropped: only the newest are kept.`);
    setHidden(this.#older, words.length === 0);
    setText(this.#olderText, words.join(" "));
    setHidden(this.#loadAll, elsewhere <= 0);
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** True when there was something to take back. */
  clearSearch() {
    if (this.#search.value === "") return false;
    this.#search.value = "";
    this.#search.dispatchEvent(new Event("input"));
    return true;
  }
}

function count(element, number) {
  setHidden(element, number === 0);
  setText(element, number > 999 ? "999+" : `${number}`);
}

/** The other one of light and dark; what the system wants anyway needs no choice. */
export function switchTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const root = document.documentElement;
  const other = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  if (other === system) delete root.dataset.theme;
  else root.dataset.theme = other;
  remember("localStorage", "smswire-theme", other === system ? null : other);
  return other;
}
