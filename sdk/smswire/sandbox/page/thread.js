// The thread of one phone: what was sent to it and what it replied, in the order of the time.

import { Bubble, Day, Reply } from "./bubble.js";
import { Composer } from "./composer.js";
import { h, plural, reconcile, setHidden, setText } from "./dom.js";
import { dayOf } from "./format.js";
import { messageAddress } from "./route.js";
import { Roving } from "./roving.js";
import { foreign } from "./text.js";
import { providerTag } from "./wires.js";

/** Messages that are shown, and by how many more at a time. */
const AT_A_TIME = 100;

/** Pixels from the end within which somebody reads the end, and stays there when more comes. */
const NEAR = 80;

const LETTERS = { d: "deliver", f: "fail", e: "expire", r: "reply", i: "details", Enter: "details" };

export class Thread {
  #section = document.getElementById("thread");
  #title = document.getElementById("thread-title");
  #about = document.getElementById("thread-about");
  #scroller = document.getElementById("thread-scroller");
  #list = document.getElementById("thread-messages");
  #earlier = document.getElementById("earlier");
  #newer = document.getElementById("newer");
  #composer;
  #acts;
  #roving = new Roving(this.#list, "article.message");
  #shown = AT_A_TIME;
  #phone = null;
  #last = 0;
  #sticks = true;
  #opened = null;

  constructor(acts) {
    this.#composer = new Composer(acts.sendReply);
    this.#acts = { receipt: acts.receipt, reply: (message) => this.#composer.replyTo(message) };
    this.#earlier.addEventListener("click", () => this.#showEarlier());
    this.#newer.addEventListener("click", () => this.#toEnd());
    this.#scroller.addEventListener(
      "scroll",
      () => {
        this.#sticks = this.#atEnd();
        if (this.#sticks) setHidden(this.#newer, true);
      },
      { passive: true },
    );
    // Whoever reads the end keeps reading it, whatever takes or gives room.
    const watch = new ResizeObserver(() => this.#sticks && this.#toEnd());
    watch.observe(this.#scroller);
    watch.observe(this.#list);
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
  }

  render(page) {
    this.page = page;
    const phone = page.route.phone === null ? undefined : page.store.phones.get(page.route.phone);
    setHidden(this.#section, phone === undefined);
    if (phone === undefined) {
      this.#phone = null;
      reconcile(
        this.#list,
        [],
        () => "",
        () => null,
      );
      return;
    }
    const isOther = this.#phone !== phone.key;
    if (isOther) this.#begin(phone);
    const fits = phone.messages.filter((message) => page.filter.takesMessage(message));
    this.#renderHead(phone, fits);
    const from = Math.max(0, Math.min(fits.length - this.#shown, placeOf(fits, page.route.detail)));
    setHidden(this.#earlier, from === 0);
    setText(this.#earlier, `Show ${Math.min(AT_A_TIME, from)} earlier of ${plural(fits.length, "message")}`);
    this.#shown = fits.length - from > this.#shown ? fits.length - from : this.#shown;
    reconcile(
      this.#list,
      this.#itemsOf(fits.slice(from)),
      (item) => item.key,
      (item) => item.make(item),
    );
    this.#roving.settle(this.#roving.items.at(-1));
    this.#composer.render(phone, fits.at(-1) ?? phone.messages.at(-1));
    this.#follow(phone.messages.at(-1).number);
    if (page.looking && page.seen.mark(phone)) page.changed();
  }

  #begin(phone) {
    this.#phone = phone.key;
    this.#shown = AT_A_TIME;
    this.#sticks = true;
    this.#opened = null;
    this.#last = phone.messages.at(-1).number;
    setHidden(this.#newer, true);
    reconcile(
      this.#list,
      [],
      () => "",
      () => null,
    );
  }

  #renderHead(phone, fits) {
    const newest = phone.messages.at(-1);
    this.#title.replaceChildren(foreign(newest.to || "(no number)", 60));
    const replies = phone.messages.reduce((count, message) => count + message.replies.length, 0);
    const counted =
      fits.length === phone.messages.length
        ? plural(fits.length, "message")
        : `${fits.length} of ${plural(phone.messages.length, "message")}`;
    const providers = [...new Set(phone.messages.map((message) => message.provider))];
    const words = replies === 0 ? counted : `${counted}, ${plural(replies, "reply", "replies")}`;
    const shown = `${words} ${providers}`;
    if (this.#about.dataset.shown === shown) return;
    this.#about.dataset.shown = shown;
    this.#about.replaceChildren(h("span", {}, words), ...providers.map(providerTag));
  }

  /** Messages, replies and days in the order of the time; a reply never stands before what it replies to. */
  #itemsOf(messages) {
    const detail = this.page.route.detail;
    const things = messages.flatMap((message) => [
      {
        at: message.received_at,
        key: `m${message.number}`,
        message,
        opened: message.number === detail,
        make: () => new Bubble(message, this.#acts),
      },
      ...message.replies.map(({ at, text }) => ({
        at,
        key: `r${message.number} ${at} ${text}`,
        text,
        message,
        make: (item) => new Reply(item),
      })),
    ]);
    things.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
    const items = [];
    let day = "";
    for (const thing of things) {
      const words = dayOf(thing.at);
      if (words !== day) items.push({ key: `d${words}`, words, make: (item) => new Day(item) });
      day = words;
      items.push(thing);
    }
    return items;
  }

  #follow(last) {
    const opened = this.page.route.detail;
    if (opened !== null && opened !== this.#opened) this.#bringIntoView(opened);
    this.#opened = opened;
    if (this.#sticks) this.#toEnd();
    else if (last > this.#last) setHidden(this.#newer, false);
    this.#last = last;
  }

  #bringIntoView(number) {
    const article = this.#list.querySelector(`article[data-number="${number}"]`);
    if (article === null) return;
    this.#sticks = false;
    article.scrollIntoView({ block: "nearest" });
  }

  #atEnd() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < NEAR;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    setHidden(this.#newer, true);
  }

  /** What was on the screen stays where it is while there is more above it. */
  #showEarlier() {
    const below = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.#shown += AT_A_TIME;
    this.render(this.page);
    this.#scroller.scrollTop = this.#scroller.scrollHeight - below;
  }

  /** The keyboard goes to the newest message, or to where it was. */
  focus() {
    const detail = this.#list.querySelector("article.opened");
    this.#roving.focus(detail ?? this.#roving.items.at(-1) ?? null);
  }

  composeReply() {
    this.#composer.focus();
  }

  #onKey(event) {
    const act = this.page.letters || event.key === "Enter" ? LETTERS[event.key] : undefined;
    if (act === undefined || !event.target.matches("article.message")) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === "details")
      location.hash = messageAddress(this.page.store.messages.get(Number(event.target.dataset.number)));
    else event.target.querySelector(`[data-act="${act}"]`).click();
  }
}

/** Where a message stands among those that are shown; at the end when it does not. */
function placeOf(messages, number) {
  const place = messages.findIndex((message) => message.number === number);
  return place === -1 ? messages.length : place;
}
