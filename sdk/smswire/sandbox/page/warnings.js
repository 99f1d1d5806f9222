// What a developer should see although nothing broke: the page of it, and the strip that says that there is more.

import { h, icon, plural, reconcile, setHidden, setText } from "./dom.js";
import { clockTime, wholeTime } from "./format.js";
import { messageAddress, requestAddress } from "./route.js";
import { foreign } from "./text.js";
import { providerTag } from "./wires.js";

const KINDS = {
  repeated: "Sent twice",
  connections: "Too many connections",
  violation: "Not as specified",
  acknowledgement: "Wrong acknowledgement",
  callback: "Not called back",
  path: "No such path",
  broken: "Broken request",
  sandbox: "Fault of the sandbox",
};

export const kindOf = (warning) => KINDS[warning.kind] ?? warning.kind;

export class Warnings {
  #section = document.getElementById("warnings");
  #list = document.getElementById("warnings-list");
  #note = document.getElementById("warnings-note");
  #strip = document.getElementById("strip");
  #stripText = document.getElementById("strip-text");
  #seen = 0;

  constructor() {
    document.getElementById("strip-close").addEventListener("click", () => {
      this.#seen = Math.max(0, ...this.page.store.warnings.keys());
      this.page.changed();
    });
  }

  render(page) {
    this.page = page;
    const isOpen = page.route.view === "warnings";
    setHidden(this.#section, !isOpen);
    const all = [...page.store.warnings.values()];
    if (isOpen && page.looking) this.#seen = Math.max(this.#seen, ...all.map(({ number }) => number));
    if (isOpen) this.#renderList(all.filter((warning) => page.filter.takesWarning(warning)));
    this.#renderStrip(all.filter(({ number }) => number > this.#seen));
  }

  #renderList(found) {
    found.sort((one, other) => other.number - one.number);
    reconcile(
      this.#list,
      found,
      ({ number }) => number,
      (warning) => new Row(warning, this.page.store),
    );
    const { filter } = this.page;
    setText(
      this.#note,
      found.length > 0
        ? ""
        : filter.isOn
          ? "Nothing fits what you look for."
          : "Nothing to warn of. Double sends, violations of a specification and wrong acknowledgements show here.",
    );
    setHidden(this.#note, found.length > 0);
  }

  #renderStrip(fresh) {
    setHidden(this.#strip, fresh.length === 0);
    if (fresh.length === 0) {
      this.#strip.dataset.shown = "";
      return;
    }
    const newest = fresh.reduce((one, other) => (one.number > other.number ? one : other));
    const shown = `${fresh.length} ${newest.number}`;
    if (this.#strip.dataset.shown === shown) return;
    this.#strip.dataset.shown = shown;
    const words =
      fresh.length === 1 ? kindOf(newest) : `${plural(fresh.length, "warning")}, the newest: ${kindOf(newest)}`;
    this.#stripText.replaceChildren(h("b", {}, words), " ", foreign(newest.text, 240));
  }
}

class Row {
  #store;
  #warning;
  #about = h("span", { class: "quiet" });
  #links = h("span", { class: "links" });
  #hadMessage = null;

  constructor(warning, store) {
    this.#store = store;
    this.#warning = warning;
    this.element = h(
      "li",
      { class: "warning", data: { kind: warning.kind } },
      icon("warning"),
      h(
        "div",
        {},
        h("p", {}, h("b", {}, kindOf(warning)), " ", foreign(warning.text, 2_000), this.#about),
        h(
          "p",
          { class: "facts" },
          h("time", { datetime: warning.at, title: wholeTime(warning.at) }, clockTime(warning.at)),
          warning.provider === null ? null : providerTag(warning.provider),
          this.#links,
        ),
      ),
    );
  }

  /** Its message may still be under way, or be gone. */
  update() {
    const { message: number, exchange } = this.#warning;
    const message = number === null ? undefined : this.#store.messages.get(number);
    if (this.#hadMessage === (message !== undefined)) return;
    this.#hadMessage = message !== undefined;
    this.#about.replaceChildren(
      ...(message === undefined ? [] : [" ", foreign(message.to, 40), ": ", foreign(message.text, 80)]),
    );
    this.#links.replaceChildren(
      message === undefined ? "" : h("a", { href: messageAddress(message) }, `message ${number}`),
      " ",
      exchange === null ? "" : h("a", { href: requestAddress(exchange) }, `request ${exchange}`),
    );
  }
}
