// Every request that came in, answered or not, the newest first.

import { h, icon, plural, reconcile, setHidden, setText } from "./dom.js";
import { clockTime, wholeTime } from "./format.js";
import { violations } from "./raw.js";
import { requestAddress } from "./route.js";
import { Roving } from "./roving.js";
import { foreign } from "./text.js";
import { providerTag } from "./wires.js";

const AT_A_TIME = 200;

/** The status from which on an answer is a refusal. */
const REFUSED = 400;

export class Requests {
  #section = document.getElementById("requests");
  #list = document.getElementById("requests-list");
  #note = document.getElementById("requests-note");
  #more = document.getElementById("more-requests");
  #shown = AT_A_TIME;
  #roving = new Roving(this.#list, "a.request");

  constructor() {
    this.#more.addEventListener("click", () => {
      const place = this.#roving.items.length;
      this.#shown += AT_A_TIME;
      this.render(this.page);
      this.#roving.focus(this.#roving.items[place]);
    });
  }

  render(page) {
    this.page = page;
    setHidden(this.#section, page.route.view !== "requests");
    if (this.#section.hidden) return;
    const found = [...page.store.requests.values()].filter((request) => page.filter.takesRequest(request));
    found.sort((one, other) => other.number - one.number);
    const rows = found.slice(0, this.#shown);
    reconcile(
      this.#list,
      rows,
      ({ number }) => number,
      (request) => new Row(request, page),
    );
    this.#roving.settle();
    setHidden(this.#more, rows.length === found.length);
    setText(this.#more, `Show ${Math.min(AT_A_TIME, found.length - rows.length)} more of ${found.length}`);
    setText(
      this.#note,
      found.length > 0 ? "" : page.filter.isOn ? "Nothing fits what you look for." : "No request has come in yet.",
    );
    setHidden(this.#note, found.length > 0);
  }

  focus() {
    this.#roving.focus();
  }
}

class Row {
  #page;
  #link;

  constructor(request, page) {
    this.#page = page;
    this.#link = h(
      "a",
      { class: "request", href: requestAddress(request.number), tabindex: "-1" },
      h("span", { class: "number" }, h("span", { class: "unseen" }, "Request "), `${request.number}`),
      h(
        "time",
        { datetime: request.received_at, title: wholeTime(request.received_at) },
        clockTime(request.received_at),
      ),
      h("span", { class: "whose" }, request.provider === null ? "no wire" : providerTag(request.provider)),
      h("span", { class: "line" }, h("b", {}, request.method), " ", foreign(request.path, 160)),
      h("span", { class: "operation" }, foreign(request.operation, 60)),
      answerOf(request),
      h("span", { class: "count" }, request.messages.length === 0 ? "" : plural(request.messages.length, "message")),
    );
    this.element = h(
      "li",
      { class: request.violations.length > 0 ? "violated" : "" },
      this.#link,
      request.violations.length === 0
        ? null
        : h(
            "div",
            { class: "wrong" },
            icon("warning"),
            h("span", { class: "unseen" }, "Violations: "),
            violations(request.violations),
          ),
    );
  }

  update(request) {
    if (this.#page.route.detail === request.number) this.#link.setAttribute("aria-current", "true");
    else this.#link.removeAttribute("aria-current");
  }
}

function answerOf({ answered, status, fault }) {
  const good = answered && status < REFUSED;
  return h(
    "span",
    { class: `answer ${good ? "good" : "bad"}` },
    answered ? `${status}` : "no answer",
    fault === null ? null : h("span", { class: "fault" }, fault),
  );
}
