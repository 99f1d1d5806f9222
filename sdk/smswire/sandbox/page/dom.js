// Builds elements. Whatever is shown goes in as text: nothing in this page turns a string into markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `props` are attributes, apart from `class`, `on` (listeners) and `data` (data-… attributes). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** One of the symbols that index.html holds; what it means stands beside it in words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button with words, and perhaps a symbol. */
export function button(label, onClick, { symbol, ...props } = {}) {
  return h(
    "button",
    { type: "button", on: { click: onClick }, ...props },
    symbol ? icon(symbol) : null,
    h("span", {}, label),
  );
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

const parts = new WeakMap();

/**
 * Makes the children of a container those of `items`, in this order, with as few changes as that takes.
 * `make(item)` gives `{ element, update }`; an element stays the same as long as its key does, and so does its focus.
 */
export function reconcile(container, items, keyOf, make) {
  let known = parts.get(container);
  if (known === undefined) parts.set(container, (known = new Map()));
  const wanted = new Set(items.map(keyOf));
  for (const [key, part] of known) {
    if (wanted.has(key)) continue;
    part.element.remove();
    known.delete(key);
  }
  let place = container.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let part = known.get(key);
    if (part === undefined) known.set(key, (part = make(item)));
    if (part.element === place) place = place.nextElementSibling;
    else moveBefore(container, part.element, place);
    part.update(item);
  }
}

/** An element that is moved loses the focus, and gets it back. */
function moveBefore(container, element, place) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  container.insertBefore(element, place);
  if (focused !== null) focused.focus({ preventScroll: true });
}
