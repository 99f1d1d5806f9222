// Which messages somebody has looked at: per phone, up to which one. It survives a reload of the page in this tab.

import { recall, remember } from "./memory.js";

const KEY = "smswire-seen";
const PAUSE = 500;

export class Seen {
  #upTo;
  #timer = null;

  constructor() {
    let kept = null;
    try {
      kept = JSON.parse(recall("sessionStorage", KEY) ?? "[]");
    } catch {
      // Somebody else's words under our key.
    }
    this.#upTo = new Map(Array.isArray(kept) ? kept.filter(Array.isArray) : []);
  }

  /** Numbers begin anew with each run of the sandbox and times may with its clock, so both have to be known. */
  has(message) {
    const upTo = this.#upTo.get(message.phone);
    return upTo !== undefined && message.number <= upTo.number && message.received_at <= upTo.at;
  }

  /** Everything of this phone was looked at; true when that is new. */
  mark(phone) {
    const last = phone.messages.at(-1);
    if (this.has(last)) return false;
    this.#upTo.set(phone.key, { number: last.number, at: last.received_at });
    this.#timer ??= setTimeout(() => this.#keep(), PAUSE);
    return true;
  }

  unread(phone) {
    let count = 0;
    for (let place = phone.messages.length - 1; place >= 0 && !this.has(phone.messages[place]); place -= 1) count += 1;
    return count;
  }

  #keep() {
    this.#timer = null;
    remember("sessionStorage", KEY, JSON.stringify([...this.#upTo]));
  }
}
