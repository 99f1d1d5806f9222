// One message of a thread, or one reply to it.

import { button, h, icon, plural, setHidden, setText } from "./dom.js";
import { cutsOf } from "./cuts.js";
import { clockTime, stateWords, wholeTime } from "./format.js";
import { messageAddress } from "./route.js";
import { foreign, shortened, written } from "./text.js";
import { providerTag, wireOf } from "./wires.js";

/** Characters that are shown without being asked for: some two hundred segments, where no phone takes so many. */
const WHOLE = 30_000;

/** Characters beyond which a text is folded to a few lines. */
const FOLDED = 900;

/** The cuts of a message's text, if they are those that the sandbox counted. */
export function cutsIn(message) {
  if (message.segments < 2) return [];
  const cuts = cutsOf(message.text, message.encoding);
  return cuts.length + 1 === message.segments ? cuts : [];
}

/** A text of any length: the whole of it is in the page, folded, and cut only where it would be too much to draw. */
function textOf(text, marks) {
  if (text === "") return h("p", { class: "text empty" }, "(no text)");
  const body = h("p", { class: "text", dir: "auto" }, written(shortened(text, WHOLE), marks));
  return text.length > FOLDED ? [body, fold(body, text, marks)] : body;
}

/** Folds a text, and gives the button that unfolds it. */
function fold(body, text, marks) {
  const words = `Show all ${text.length.toLocaleString("en")} characters`;
  const turn = () => {
    const isFolded = body.classList.toggle("folded");
    setText(unfold.lastChild, isFolded ? words : "Show less");
    unfold.setAttribute("aria-expanded", `${!isFolded}`);
    if (text.length > WHOLE) body.replaceChildren(written(isFolded ? shortened(text, WHOLE) : text, marks));
  };
  const unfold = button(words, turn, { class: "quiet", "aria-expanded": "false" });
  body.classList.add("folded");
  return unfold;
}

export class Bubble {
  #version = 0;
  #state = h("span", { class: "state" });
  #facts;
  #warnings = h("ul", { class: "warnings" });

  /** `acts` says what the buttons do: receipt(message, state) and reply(message). */
  constructor(message, acts) {
    this.#facts = h(
      "p",
      { class: "facts" },
      h(
        "time",
        { datetime: message.received_at, title: wholeTime(message.received_at) },
        clockTime(message.received_at),
      ),
      this.#state,
      message.scheduled_at ? h("span", { class: "planned" }, `for ${wholeTime(message.scheduled_at)}`) : null,
      h(
        "span",
        { class: message.encoding === "UCS-2" ? "forced" : "" },
        `${plural(message.segments, "segment")} ${message.encoding}`,
      ),
      h("span", {}, plural(message.cost, "credit")),
      message.flash ? h("span", {}, "flash") : null,
    );
    const receipt = (state) => () => acts.receipt(message, state);
    this.element = h(
      "li",
      { class: "outgoing", data: { number: message.number } },
      h(
        "article",
        { class: "message", tabindex: "-1", data: { number: message.number } },
        h(
          "header",
          {},
          providerTag(message.provider),
          message.from === "" ? null : [" from ", foreign(message.from, 60)],
        ),
        h(
          "div",
          { class: "bubble", data: { hue: wireOf(message.provider).hue } },
          textOf(message.text, { forcing: message.forcing, cuts: cutsIn(message) }),
        ),
        this.#facts,
        this.#warnings,
        h(
          "div",
          { class: "acts", role: "group", "aria-label": "What becomes of it" },
          button("Deliver", receipt("delivered"), { class: "act", data: { act: "deliver" } }),
          button("Fail", receipt("failed"), { class: "act", data: { act: "fail" } }),
          button("Expire", receipt("expired"), { class: "act", data: { act: "expire" } }),
          button("Reply", () => acts.reply(message), { class: "act", data: { act: "reply" } }),
          h("a", { class: "act", href: messageAddress(message), data: { act: "details" } }, "Details"),
        ),
      ),
    );
  }

  update({ message, opened }) {
    const article = this.element.firstElementChild;
    article.classList.toggle("opened", opened);
    if (message.version === this.#version) return;
    this.#version = message.version;
    const [word, symbol] = stateWords(message.state);
    this.#state.dataset.state = message.state;
    this.#state.replaceChildren(icon(symbol), word);
    article.dataset.state = message.state;
    article.setAttribute(
      "aria-label",
      `${wireOf(message.provider).title}, ${clockTime(message.received_at)}, ${word}: ${shortened(message.text, 300)}`,
    );
    setHidden(this.#warnings, message.warnings.length === 0);
    article.classList.toggle("warned", message.warnings.length > 0);
    this.#warnings.replaceChildren(...message.warnings.map((text) => h("li", {}, icon("warning"), foreign(text, 600))));
  }
}

export class Reply {
  constructor({ at, text, message }) {
    this.element = h(
      "li",
      { class: "incoming" },
      h(
        "div",
        { class: "message" },
        h("header", {}, "Reply"),
        h("div", { class: "bubble" }, textOf(text, {})),
        h(
          "p",
          { class: "facts" },
          h("time", { datetime: at, title: wholeTime(at) }, clockTime(at)),
          h("span", {}, `to message ${message.number}`),
        ),
      ),
    );
  }

  update() {}
}

export class Day {
  constructor({ words }) {
    this.element = h("li", { class: "day" }, h("span", {}, words));
  }

  update() {}
}
