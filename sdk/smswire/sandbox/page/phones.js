// The list of phones, the newest first.

import { h, icon, plural, reconcile, setHidden, setText } from "./dom.js";
import { shortTime, stateWords } from "./format.js";
import { phoneAddress } from "./route.js";
import { Roving } from "./roving.js";
import { foreign, shortened, written } from "./text.js";
import { providerTag } from "./wires.js";

/** Phones that are shown, and by how many more at a time: a batch goes to more phones than anybody reads. */
const AT_A_TIME = 100;

/** Characters of a message's beginning; more than one line never shows. */
const BEGINNING = 120;

export class Phones {
  #list = document.getElementById("phones");
  #more = document.getElementById("more-phones");
  #note = document.getElementById("phones-note");
  #shown = AT_A_TIME;
  #roving = new Roving(this.#list, "a.phone");

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
    const found = [];
    for (const phone of page.store.phones.values()) {
      const last = phone.messages.findLast((message) => page.filter.takesMessage(message));
      if (last !== undefined) found.push({ phone, last });
    }
    found.sort((one, other) => compare(other.phone.last, one.phone.last) || other.last.number - one.last.number);
    const rows = found.slice(0, this.#shown);
    reconcile(
      this.#list,
      rows,
      ({ phone }) => phone.key,
      () => new Row(page),
    );
    this.#roving.settle(this.#rowOf(page.route.phone));
    setHidden(this.#more, rows.length === found.length);
    setText(this.#more, `Show ${Math.min(AT_A_TIME, found.length - rows.length)} more of ${found.length}`);
    setText(this.#note, noteOn(page, found.length));
    setHidden(this.#note, this.#note.textContent === "");
  }

  /** The keyboard goes to a phone's row, or to where it was. */
  focus(key = null) {
    this.#roving.focus((key === null ? null : this.#rowOf(key)) ?? undefined);
  }

  move(step) {
    this.#roving.move(step);
  }

  #rowOf(key) {
    return this.#roving.items.find((item) => item.dataset.key === key) ?? null;
  }
}

function noteOn({ store, filter, loaded }, found) {
  if (!loaded && store.phones.size === 0) return "Looking…";
  if (found === 0 && filter.isOn) return "Nothing fits what you look for.";
  if (store.phones.size === 0) return "No messages yet.";
  return "";
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

class Row {
  #page;
  #shown = "";
  #to = h("span", { class: "to" });
  #time = h("time", { class: "time" });
  #preview = h("span", { class: "preview" });
  #marks = h("span", { class: "marks" });
  #link = h("a", { class: "phone", tabindex: "-1" }, this.#to, this.#time, this.#preview, this.#marks);
  element = h("li", {}, this.#link);

  constructor(page) {
    this.#page = page;
  }

  update({ phone, last }) {
    const unread = this.#page.seen.unread(phone);
    const warned = phone.messages.some((message) => message.warnings.length > 0);
    const current = this.#page.route.phone === phone.key;
    const shown = [
      last.number,
      last.version,
      phone.last,
      phone.latest.text.length,
      this.#page.filter.isOn,
      unread,
      warned,
      current,
    ].join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#link.dataset.key = phone.key;
    this.#link.setAttribute("href", phoneAddress(phone.key));
    if (current) this.#link.setAttribute("aria-current", "true");
    else this.#link.removeAttribute("aria-current");
    this.#link.classList.toggle("unread", unread > 0);
    this.#to.replaceChildren(foreign(last.to || "(no number)", 40));
    setText(this.#time, shortTime(phone.last));
    this.#time.dateTime = phone.last;
    this.#fillPreview(
      phone.latest.message === last || this.#page.filter.takesMessage(phone.latest.message)
        ? phone.latest
        : { text: last.text },
    );
    const [word, symbol] = stateWords(last.state);
    this.#marks.replaceChildren(
      providerTag(last.provider),
      h("span", { class: "state", data: { state: last.state } }, icon(symbol), word),
      warned
        ? h(
            "span",
            { class: "alarming", title: "There are warnings" },
            icon("warning"),
            h("span", { class: "unseen" }, "warnings"),
          )
        : "",
      unread > 0
        ? h(
            "span",
            { class: "badge", title: plural(unread, "unread message") },
            `${unread}`,
            h("span", { class: "unseen" }, " unread"),
          )
        : "",
    );
  }

  /** What was said last, by whichever side. */
  #fillPreview({ text: whole, isReply }) {
    const text = whole.slice(0, BEGINNING).replace(/\s+/g, " ");
    this.#preview.replaceChildren(
      isReply ? icon("reply") : "",
      h("bdi", {}, text === "" ? "(no text)" : written(shortened(text, BEGINNING))),
    );
  }
}
