// The panel beside a thread or a list of requests: everything that is known of one of them.

import * as api from "./api.js";
import { cutsIn } from "./bubble.js";
import { cutsOf } from "./cuts.js";
import { h, icon, plural, setHidden, setText } from "./dom.js";
import { clockTime, stateWords, wholeTime } from "./format.js";
import { raw, violations } from "./raw.js";
import { messageAddress, requestAddress, withoutDetail } from "./route.js";
import { codeOf, foreign, markOf } from "./text.js";
import { providerTag } from "./wires.js";

/** Characters that force UCS-2, and segments, that are listed one by one. */
const LISTED = 60;

export class Details {
  #panel = document.getElementById("details");
  #title = document.getElementById("details-title");
  #body = document.getElementById("details-body");
  #wire = h("div", { class: "wire" });
  #known = h("div", { class: "known" });
  #close = document.getElementById("details-close");
  #shown = "";
  #asked = "";

  constructor() {
    this.#body.append(this.#known, this.#wire);
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  render(page) {
    const { view, detail } = page.route;
    const subject =
      detail === null ? undefined : (view === "requests" ? page.store.requests : page.store.messages).get(detail);
    setHidden(this.#panel, subject === undefined);
    document.getElementById("frame").toggleAttribute("data-details", subject !== undefined);
    if (subject === undefined) {
      this.#shown = this.#asked = "";
      return;
    }
    this.#close.setAttribute("href", withoutDetail(page.route));
    const linked =
      view === "requests" ? subject.messages.filter((number) => page.store.messages.has(number)).length : 0;
    const shown = `${view} ${detail} ${subject.version ?? linked}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      setText(this.#title, `${view === "requests" ? "Request" : "Message"} ${detail}`);
      this.#known.replaceChildren(
        ...(view === "requests" ? factsOfRequest(subject, page.store) : factsOfMessage(subject)),
      );
    }
    this.#ask(`${view} ${detail}`, () => (view === "requests" ? api.wholeRequest(detail) : api.wholeMessage(subject)));
  }

  focus() {
    this.#panel.querySelector("h2").focus();
  }

  /** The raw texts come when they are looked at: those of a batch are megabytes. */
  async #ask(what, load) {
    if (this.#asked === what) return;
    this.#asked = what;
    this.#body.scrollTop = 0;
    this.#wire.replaceChildren(h("p", { class: "quiet" }, "Looking up what went over the wire…"));
    let parts;
    try {
      const found = await load();
      parts = [
        raw("Request", found.request, "It is no longer kept."),
        raw("Answer", found.answer, found.request === null ? "It is no longer kept." : "Nothing was answered."),
      ];
    } catch (error) {
      parts = [h("p", { class: "problem" }, `${error.message}.`)];
    }
    if (this.#asked === what) this.#wire.replaceChildren(...parts);
  }
}

/** Names and values; those without a value are left out. */
function list(...pairs) {
  return h(
    "dl",
    { class: "list" },
    pairs
      .filter(([, value]) => value !== null && value !== "")
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

function section(heading, ...content) {
  return h("section", {}, h("h3", {}, heading), ...content);
}

const stateTag = (state) => {
  const [word, symbol] = stateWords(state);
  return h("span", { class: "state", data: { state } }, icon(symbol), word);
};

function factsOfMessage(message) {
  return [
    warningsOf(message),
    list(
      ["Provider", providerTag(message.provider)],
      ["State", stateTag(message.state)],
      ["To", foreign(message.to)],
      ["From", message.from === "" ? null : foreign(message.from)],
      ["Id", foreign(message.id)],
      ["Reference", message.reference === "" ? null : foreign(message.reference)],
      ["Received", wholeTime(message.received_at)],
      ["Scheduled", message.scheduled_at === null ? null : wholeTime(message.scheduled_at)],
      ["Cost", plural(message.cost, "credit")],
      ["Flash", message.flash ? "yes" : null],
      ["Came with", h("a", { href: requestAddress(message.exchange) }, `request ${message.exchange}`)],
    ),
    segmentsOf(message),
    section(
      "History",
      h(
        "ol",
        { class: "history" },
        message.history.map(({ at, state }) =>
          h("li", {}, h("time", { datetime: at, title: wholeTime(at) }, clockTime(at)), stateTag(state)),
        ),
      ),
    ),
    message.callbacks.length === 0
      ? ""
      : section("Callbacks", h("ol", { class: "callbacks" }, message.callbacks.map(callbackOf))),
  ];
}

function warningsOf(message) {
  if (message.warnings.length === 0) return "";
  return h(
    "ul",
    { class: "warnings" },
    message.warnings.map((text) => h("li", {}, icon("warning"), foreign(text, 2_000))),
  );
}

function segmentsOf(message) {
  const unit = message.encoding === "UCS-2" ? "unit" : "septet";
  const words = `${plural(message.segments, "segment")} in ${message.encoding}, ${plural(message.units, unit)}`;
  const content = [h("p", {}, words)];
  if (message.forcing.length > 0) {
    content.push(
      h(
        "ul",
        { class: "characters" },
        message.forcing
          .slice(0, LISTED)
          .map((character) =>
            h(
              "li",
              {},
              h("bdi", { class: "forcing" }, markOf(character) || character),
              h("code", {}, codeOf(character)),
            ),
          ),
      ),
    );
    if (message.forcing.length > LISTED)
      content.push(h("p", { class: "quiet" }, `and ${message.forcing.length - LISTED} more`));
    content.push(h("p", { class: "quiet" }, withoutForcing(message)));
  }
  const cuts = cutsIn(message);
  if (cuts.length > 0) content.push(bars(message, cuts));
  return section("Segments", ...content);
}

function withoutForcing(message) {
  const forces = new Set(message.forcing);
  const rest = [...message.text].filter((character) => !forces.has(character)).join("");
  const count = cutsOf(rest, "GSM-7").length + 1;
  const [they, them] =
    message.forcing.length === 1 ? ["This character forces", "it"] : ["These characters force", "them"];
  return `${they} UCS-2. Without ${them}, the text takes ${plural(count, "segment")} in GSM-7.`;
}

/** What each segment holds, in characters. */
function bars(message, cuts) {
  const ends = [...cuts, message.text.length];
  const texts = ends.slice(0, LISTED).map((end, place) => message.text.slice(cuts[place - 1] ?? 0, end));
  return h(
    "ol",
    { class: "segments" },
    texts.map((text) =>
      h(
        "li",
        {},
        h("bdi", {}, foreign(text, 200)),
        h("span", { class: "quiet" }, ` ${plural([...text].length, "character")}`),
      ),
    ),
  );
}

function callbackOf({ at, kind, url, attempt, status, problem }) {
  return h(
    "li",
    { class: problem === null ? "" : "problem" },
    h("time", { datetime: at, title: wholeTime(at) }, clockTime(at)),
    h("span", {}, `${kind}${attempt > 1 ? `, attempt ${attempt}` : ""}: ${status ?? "no answer"}`),
    h("code", {}, foreign(url)),
    problem === null ? null : h("span", {}, foreign(problem, 600)),
  );
}

function factsOfRequest(request, store) {
  const linked = request.messages.slice(0, LISTED).flatMap((number) => {
    const message = store.messages.get(number);
    return message === undefined ? [`${number} `] : [h("a", { href: messageAddress(message) }, `${number}`), " "];
  });
  if (request.messages.length > LISTED) linked.push(`and ${request.messages.length - LISTED} more`);
  return [
    list(
      ["Provider", request.provider === null ? "no wire has this path" : providerTag(request.provider)],
      ["Operation", request.operation === "" ? null : foreign(request.operation)],
      ["Received", wholeTime(request.received_at)],
      ["Answered", request.answered ? `${request.status}` : "no"],
      ["Fault", request.fault],
      ["Connection", `${request.connection}`],
      ["Messages", linked.length === 0 ? "none" : linked],
    ),
    request.violations.length === 0 ? "" : section("Not as the specification says", violations(request.violations)),
  ];
}
