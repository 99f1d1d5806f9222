// What the page knows: messages by phone, requests, warnings. No elements here.
//
// Everything can be told twice, since a list and an event may tell of the same thing and in either order: what has a
// number is kept once, a state is reached once (late news never takes anything back), a reply is its time and its text.

/** As many as the sandbox keeps; beyond them the oldest go, here as there. */
export const KEPT = 10_000;
const KEPT_CHARACTERS = 32 * 1024 * 1024;
const KEPT_WARNINGS = 1_000;
const KEPT_CALLBACKS = 50;

/** From what says least of a message to what says most, as in `smswire._state`. */
const RANK = ["unknown", "scheduled", "queued", "submitted", "failed", "expired", "cancelled", "delivered"];

/** One number is one phone, in whatever form it is written; what holds no digit stands for itself. */
export function phoneOf(to) {
  return to.replace(/[^0-9]/g, "") || `~${to}`;
}

export class Store {
  #changed;
  #characters = 0;
  /** Each change of a message gets a number of its own, so that what shows it knows that it is old. */
  #version = 0;

  constructor(changed) {
    this.#changed = changed;
    this.reset();
  }

  /** Know nothing. */
  reset() {
    this.messages = new Map();
    this.phones = new Map();
    this.requests = new Map();
    this.warnings = new Map();
    this.dropped = { messages: 0, requests: 0 };
    this.#characters = 0;
    this.#changed();
  }

  /** Take in what the sandbox lists. */
  absorb({ messages = [], requests = [], warnings = [], health = null }) {
    for (const message of messages) this.#addMessage(message);
    for (const request of requests) this.#addRequest(request);
    for (const warning of warnings) this.#addWarning(warning);
    if (health !== null) this.dropped = health.dropped;
    this.#changed();
  }

  /** Take in one event; false when this page does not know its kind. */
  apply(kind, data) {
    const take = {
      message: () => this.#addMessage(data),
      state: () => this.#amend(data.number, { state: data.state, history: [{ at: data.at, state: data.state }] }),
      reply: () => this.#amend(data.number, { replies: [{ at: data.at, text: data.text }] }),
      callback: () => this.#addCallback(data),
      request: () => this.#addRequest(data),
      warning: () => this.#addWarning(data),
      dropped: () => (this.dropped = data),
      cleared: () => this.reset(),
    }[kind];
    if (take === undefined) return false;
    take();
    this.#changed();
    return true;
  }

  #addMessage({ request: _, answer: __, ...message }) {
    const known = this.messages.get(message.number);
    if (known !== undefined) {
      this.#merge(known, message);
      return;
    }
    const kept = { ...message, callbacks: [], phone: phoneOf(message.to), version: (this.#version += 1) };
    this.messages.set(kept.number, kept);
    this.#place(kept);
    this.#characters += kept.text.length;
    while (this.messages.size > KEPT || (this.#characters > KEPT_CHARACTERS && this.messages.size > 1))
      this.#dropOldest();
  }

  #place(message) {
    let phone = this.phones.get(message.phone);
    if (phone === undefined) {
      phone = { key: message.phone, messages: [], last: "", latest: null };
      this.phones.set(phone.key, phone);
    }
    const list = phone.messages;
    let place = list.length;
    while (place > 0 && list[place - 1].number > message.number) place -= 1;
    list.splice(place, 0, message);
    this.#touch(message);
  }

  /** The newest thing that was said with a phone: it decides where the phone stands in the list, and shows there. */
  #touch(message) {
    const phone = this.phones.get(message.phone);
    const said = [
      { at: message.received_at, text: message.text, isReply: false },
      ...message.replies.map((reply) => ({ ...reply, isReply: true })),
    ];
    for (const { at, text, isReply } of said) {
      if (at < phone.last) continue;
      phone.last = at;
      phone.latest = { message, text, isReply };
    }
  }

  #dropOldest() {
    const oldest = this.messages.get(Math.min(...this.messages.keys()));
    this.messages.delete(oldest.number);
    this.#characters -= oldest.text.length;
    const phone = this.phones.get(oldest.phone);
    phone.messages.splice(phone.messages.indexOf(oldest), 1);
    if (phone.messages.length === 0) this.phones.delete(phone.key);
  }

  /** News of a message that is not kept here is in the list from which it will come, if it ever does. */
  #amend(number, news) {
    const message = this.messages.get(number);
    if (message !== undefined) this.#merge(message, news);
  }

  #merge(message, { state = message.state, history = [], replies = [], warnings = [] }) {
    message.history = joined(message.history, history, (entry) => entry.state);
    message.replies = joined(message.replies, replies, (reply) => `${reply.at} ${reply.text}`);
    message.warnings = joined(message.warnings, warnings, (text) => text);
    if (RANK.indexOf(state) > RANK.indexOf(message.state)) message.state = state;
    message.history.sort((one, other) => RANK.indexOf(one.state) - RANK.indexOf(other.state));
    message.haystack = undefined;
    message.version = this.#version += 1;
    this.#touch(message);
  }

  #addCallback(callback) {
    const message = this.messages.get(callback.number);
    if (message === undefined) return;
    message.callbacks.push(callback);
    message.callbacks.splice(0, message.callbacks.length - KEPT_CALLBACKS);
    message.version = this.#version += 1;
  }

  #addRequest({ request: _, answer: __, ...request }) {
    this.requests.set(request.number, request);
    trim(this.requests, KEPT);
  }

  #addWarning(warning) {
    this.warnings.set(warning.number, warning);
    trim(this.warnings, KEPT_WARNINGS);
    if (warning.message !== null) this.#amend(warning.message, { warnings: [warning.text] });
  }
}

function joined(some, more, keyOf) {
  const known = new Set(some.map(keyOf));
  return [...some, ...more.filter((item) => !known.has(keyOf(item)))];
}

function trim(map, keep) {
  while (map.size > keep) map.delete(Math.min(...map.keys()));
}
