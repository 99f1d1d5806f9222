// Says what happens to those who do not see it, and what went wrong to everybody.

import { h, plural } from "./dom.js";
import { shortened } from "./text.js";
import { wireOf } from "./wires.js";

/** Milliseconds that a problem is shown, long enough to read two lines of it. */
const SHOWN_FOR = 8_000;

const PROBLEMS = 4;

export class Announcer {
  #said = document.getElementById("announcer");
  #problems = document.getElementById("problems");
  #last = null;

  /** New messages, one by its words and many by their number. */
  render({ store, loaded }) {
    if (!loaded) {
      this.#last = null;
      return;
    }
    const fresh = this.#last === null ? [] : newerThan(store.messages, this.#last);
    this.#last = Math.max(this.#last ?? 0, store.messages.size === 0 ? 0 : lastKey(store.messages));
    if (fresh.length === 1) {
      const [{ to, text, provider }] = fresh;
      this.say(`New message to ${shortened(to, 40)} by ${wireOf(provider).title}: ${shortened(text, 300)}`);
    } else if (fresh.length > 1) this.say(`${plural(fresh.length, "new message")}`);
  }

  say(words) {
    this.#said.textContent = words;
  }

  problem(words) {
    const shown = h("p", {}, shortened(words, 600));
    this.#problems.append(shown);
    while (this.#problems.children.length > PROBLEMS) this.#problems.firstElementChild.remove();
    setTimeout(() => shown.remove(), SHOWN_FOR);
  }
}

function newerThan(messages, number) {
  return [...messages.values()].filter((message) => message.number > number);
}

function lastKey(messages) {
  return Math.max(...messages.keys());
}
