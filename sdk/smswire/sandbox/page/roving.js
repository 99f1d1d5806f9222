// One stop for Tab in a list; the arrow keys move within it.

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

/** Gives one of the elements of `container` that fit `selector` the stop, and moves it with the keys and the focus. */
export class Roving {
  #container;
  #selector;
  #current = null;

  constructor(container, selector) {
    this.#container = container;
    this.#selector = selector;
    container.addEventListener("keydown", (event) => this.#onKey(event));
    container.addEventListener("focusin", (event) => {
      const item = event.target.closest(selector);
      if (item !== null) this.#take(item);
    });
  }

  get items() {
    return [...this.#container.querySelectorAll(this.#selector)];
  }

  get current() {
    return this.#container.contains(this.#current) ? this.#current : null;
  }

  /** After the list has changed: somebody has the stop, at first `preferred`. */
  settle(preferred = null) {
    if (this.current === null) this.#take(preferred ?? this.#container.querySelector(this.#selector));
  }

  focus(item = this.current) {
    if (item === null) return;
    this.#take(item);
    item.focus();
  }

  move(step) {
    const items = this.items;
    const place = items.indexOf(this.current) + step;
    this.focus(items[Math.min(Math.max(place, 0), items.length - 1)] ?? null);
  }

  #take(item) {
    if (item === this.#current) return;
    if (this.#current !== null) setStop(this.#current, false);
    if (item !== null) setStop(item, true);
    this.#current = item;
  }

  #onKey(event) {
    if (!(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!event.target.matches(this.#selector)) return;
    event.preventDefault();
    this.move(STEPS[event.key]);
  }
}

/** What can be pressed within an element is a stop as long as the element is. */
function setStop(element, isStop) {
  for (const each of [element, ...element.querySelectorAll("button, a")]) each.tabIndex = isStop ? 0 : -1;
  element.toggleAttribute("data-current", isStop);
}
