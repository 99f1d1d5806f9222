// What a newcomer sees: where to send a first message, and what its number makes of it.

import * as api from "./api.js";
import { snippet } from "./copy.js";
import { h, setHidden, setText } from "./dom.js";
import { providerTag, wireOf } from "./wires.js";

const FATES = {
  delivered: "delivered",
  failed: "failed",
  expired: "expired",
  no_route: "no route: refused or failed, as the provider does",
  no_credit: "refused: not enough credits",
  invalid_recipient: "refused: no such number",
  delayed: "delivered, the receipt an hour later",
  duplicate: "delivered, the receipt twice",
  out_of_order: "delivered, the receipts in the wrong order",
  early: "delivered, the receipt before the answer",
};

const FIRST = [
  "Send a first message",
  "Point any client at one of these wires, or paste a line into a terminal. It shows here at once.",
];
const CHOOSE = [
  "Pick a phone",
  "Its messages show here, and you can deliver them, let them fail, or reply. More come in over these wires.",
];
const GONE = ["Nothing from this phone", "Its messages were cleared, or newer ones have taken their place."];
const OLDER = ["Nothing from this phone", "Its messages may be among the older ones, which are not loaded."];

export class Start {
  #section = document.getElementById("start");
  #title = document.getElementById("start-title");
  #lead = document.getElementById("start-lead");
  #wires = document.getElementById("start-wires");
  #fates = document.getElementById("start-fates");
  #shown = "";
  #asked = false;

  render({ route, store, loaded, wires, elsewhere }) {
    setHidden(this.#section, route.view !== "messages" || !loaded || store.phones.has(route.phone));
    if (this.#section.hidden) return;
    const [title, lead] =
      store.phones.size === 0 ? FIRST : route.phone === null ? CHOOSE : elsewhere > 0 ? OLDER : GONE;
    setText(this.#title, title);
    setText(this.#lead, lead);
    this.#renderWires(wires);
    this.#askFates();
  }

  #renderWires(wires) {
    if (this.#shown === wires.join()) return;
    this.#shown = wires.join();
    this.#wires.replaceChildren(
      ...wires.map((provider) => {
        const { title, method, path, says, command } = wireOf(provider);
        const url = location.origin + path;
        return h(
          "li",
          {},
          h("h3", {}, providerTag(provider), h("span", { class: "says" }, says)),
          h("div", { class: "url" }, h("span", { class: "method" }, method), snippet(url, `the address of ${title}`)),
          command === null
            ? null
            : h("div", { class: "command" }, snippet(command(url), `a curl command for ${title}`)),
        );
      }),
    );
  }

  async #askFates() {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const table = await api.magic();
      this.#fates.replaceChildren(
        ...table.map(({ ends_in: digits, fate }) =>
          h("div", {}, h("dt", {}, `…${digits}`), h("dd", {}, FATES[fate] ?? fate)),
        ),
      );
    } catch {
      this.#asked = false;
    }
  }
}
