// Follows the sandbox: the stream of events first, then the lists, so that nothing falls between them. While the lists
// are under way events wait for them; an event that both tell of is taken in twice, which changes nothing.

import { overview } from "./api.js";

const KINDS = ["message", "state", "reply", "callback", "request", "warning", "dropped", "cleared"];

/** Messages and requests that are asked for at first; the rest when somebody wants it. */
export const AT_FIRST = 500;

/** Milliseconds until something that failed is tried again, as long as a browser waits for the stream by itself. */
const PAUSE = 1_000;

export class Follower {
  #store;
  #show;
  #source = null;
  #seen = { run: "", number: 0 };
  #waiting = null;
  #load = 0;

  /** `show({ connected, loaded, health })` is called with what of it changes. */
  constructor(store, show) {
    this.#store = store;
    this.#show = show;
  }

  start() {
    this.#source = new EventSource("/_sandbox/events");
    let isFirst = true;
    this.#source.addEventListener("open", () => {
      // A browser that has seen no event has no id to continue from, so anything may have happened in between.
      if (isFirst || this.#seen.run === "") this.#beginAnew();
      else this.#show({ connected: true });
      isFirst = false;
    });
    this.#source.addEventListener("error", () => {
      this.#show({ connected: false });
      // A browser tries again by itself, with the id of the last event, unless it was refused.
      if (this.#source.readyState === EventSource.CLOSED) setTimeout(() => this.start(), PAUSE);
    });
    this.#source.addEventListener("reload", (event) => this.#isNew(event) && this.#beginAnew());
    for (const kind of KINDS)
      this.#source.addEventListener(kind, (event) => this.#isNew(event) && this.#take(kind, event));
  }

  /** Everything that the sandbox keeps, for who wants to see more than the newest. */
  loadAll() {
    return this.#fill(null);
  }

  /** Another run of the sandbox, or too much was missed: what is known may be wrong. */
  #beginAnew() {
    this.#store.reset();
    this.#waiting = [];
    this.#show({ loaded: false });
    this.#fill(AT_FIRST);
  }

  async #fill(limit) {
    const load = (this.#load += 1);
    this.#waiting ??= [];
    for (;;) {
      try {
        const found = await overview(limit);
        if (load !== this.#load) return;
        this.#store.absorb(found);
        for (const [kind, data] of this.#waiting) this.#store.apply(kind, data);
        this.#waiting = null;
        this.#show({ connected: true, loaded: true, health: found.health });
        return;
      } catch (error) {
        if (load !== this.#load) return;
        if (error.status === undefined) throw error;
        this.#show({ connected: false });
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  #take(kind, event) {
    const data = JSON.parse(event.data);
    if (this.#waiting !== null) this.#waiting.push([kind, data]);
    else this.#store.apply(kind, data);
  }

  /** Ids are `run-number`; a number that was there already is not taken twice. */
  #isNew(event) {
    const [run, number] = event.lastEventId.split("-");
    if (run === this.#seen.run && Number(number) <= this.#seen.number && event.type !== "reload") return false;
    this.#seen = { run, number: Number(number) };
    return true;
  }
}
