// Puts the page together: what is known, where somebody is, and what shows it.

import { Announcer } from "./announce.js";
import * as api from "./api.js";
import { Details } from "./details.js";
import { Confirmation, Help } from "./dialogs.js";
import { Follower } from "./events.js";
import { Filter } from "./filter.js";
import { stateWords } from "./format.js";
import { listenToKeys } from "./keys.js";
import { recall, remember } from "./memory.js";
import { Phones } from "./phones.js";
import { Requests } from "./requests.js";
import { messagesAddress, readRoute, requestAddress, warningsAddress, withoutDetail } from "./route.js";
import { Seen } from "./seen.js";
import { Start } from "./start.js";
import { Store } from "./store.js";
import { Thread } from "./thread.js";
import { switchTheme, Toolbar } from "./toolbar.js";
import { Warnings } from "./warnings.js";
import { knowWires } from "./wires.js";

/** Milliseconds in which changes gather before they are shown: a batch is many, and nobody reads faster. */
const BREATH = 40;

/** Times as long as showing takes that the page then has for everything else, so that it is at hand in a batch too. */
const REST = 3;

/** Everything that decides what is seen. */
const page = {
  store: null,
  filter: new Filter(),
  seen: new Seen(),
  route: readRoute(location.hash),
  wires: [],
  connected: null,
  loaded: false,
  /** Messages that the sandbox keeps and that were not loaded. */
  elsewhere: 0,
  /** Whether single letters do something. */
  letters: recall("localStorage", "smswire-letters") !== "off",
  /** Whether somebody can see the page. */
  get looking() {
    return !document.hidden;
  },
  changed,
};

let timer = null;
let pause = BREATH;
let toFocus = null;

function changed() {
  timer ??= setTimeout(render, pause);
}

page.store = new Store(changed);
const announcer = new Announcer();
const toolbar = new Toolbar(page);
const phones = new Phones();
const thread = new Thread({ receipt: sendReceipt, sendReply });
const requests = new Requests();
const warnings = new Warnings();
const details = new Details();
const start = new Start();
const confirmation = new Confirmation(() => attempt(api.clear));
const help = new Help(page.letters, (isOn) => {
  page.letters = isOn;
  remember("localStorage", "smswire-letters", isOn ? null : "off");
});
const follower = new Follower(page.store, (news) => {
  const { health, ...rest } = news;
  Object.assign(page, rest);
  if (health) {
    page.wires = health.wires;
    knowWires(health.wires);
    page.elsewhere = health.messages - page.store.messages.size;
  }
  if (news.loaded === false) {
    page.elsewhere = 0;
    render(); // at once: another run of the sandbox uses the same numbers for other things
  } else changed();
});

function render() {
  clearTimeout(timer);
  timer = null;
  const began = performance.now();
  const frame = document.getElementById("frame");
  frame.dataset.view = page.route.view;
  frame.toggleAttribute("data-thread", page.store.phones.has(page.route.phone));
  frame.toggleAttribute("data-empty", page.loaded && page.store.phones.size === 0);
  if (page.store.messages.size === 0) page.elsewhere = 0;
  for (const part of [announcer, toolbar, phones, thread, requests, warnings, start, details]) part.render(page);
  const focus = toFocus;
  toFocus = null;
  focus?.();
  pause = Math.max(BREATH, REST * (performance.now() - began));
}

/** Goes somewhere in the page; the keyboard follows. */
addEventListener("hashchange", () => {
  const before = page.route;
  page.route = readRoute(location.hash);
  const { view, phone, detail } = page.route;
  if (detail !== null && detail !== before.detail) toFocus = () => details.isOpen && details.focus();
  else if (phone !== null) toFocus = () => thread.focus();
  else if (before.phone !== null && view === "messages") toFocus = () => phones.focus(before.phone);
  else if (view === "requests") toFocus = () => requests.focus();
  render();
});

document.addEventListener("visibilitychange", changed);

/** Does something that the sandbox may refuse. */
async function attempt(act) {
  try {
    return { done: await act() };
  } catch (error) {
    if (!(error instanceof api.Refused)) throw error;
    announcer.problem(`${error.message}.`);
    return null;
  }
}

async function sendReceipt(message, state) {
  const result = await attempt(() => api.receipt(message, state));
  if (result === null) return;
  page.store.absorb({ messages: [result.done] });
  const now = result.done.state;
  if (now === state) announcer.say(`Message ${message.number}: ${stateWords(state)[0]}`);
  else
    announcer.problem(
      `It stays ${now}: later news never takes that back. Who wants receipts was told “${state}” all the same.`,
    );
}

async function sendReply(message, text) {
  const result = await attempt(() => api.reply(message, text));
  if (result === null) return false;
  page.store.absorb({ messages: [result.done] });
  return true;
}

const goTo = (address) => () => {
  location.hash = address;
};

/** One step out: of what is typed, of the details, of the thread. */
function leave(event) {
  const typing = event.target.closest("input, textarea");
  if (typing?.id === "search" && toolbar.clearSearch()) return;
  if (typing !== null) {
    if (page.route.phone !== null) thread.focus();
    else phones.focus();
  } else if (page.route.detail !== null) location.hash = withoutDetail(page.route);
  else if (page.route.phone !== null) location.hash = messagesAddress;
}

function toNeighbour(step) {
  if (!document.activeElement?.matches("a.phone")) phones.focus(page.route.phone);
  else phones.move(step);
}

const changeTheme = () => announcer.say(`${switchTheme() === "dark" ? "Dark" : "Light"} colours`);
const ask = () => confirmation.open(page.store);

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the part of an address behind its # says where somebody is
  document.getElementById("main-content").focus();
});
document.getElementById("theme").addEventListener("click", changeTheme);
document.getElementById("open-help").addEventListener("click", () => help.open());
document.getElementById("clear").addEventListener("click", ask);
toolbar.loadAll.addEventListener("click", () => follower.loadAll());
listenToKeys(
  {
    "/": () => toolbar.focusSearch(),
    "?": () => help.open(),
    j: () => toNeighbour(1),
    k: () => toNeighbour(-1),
    m: goTo(messagesAddress),
    q: goTo(requestAddress(null)),
    w: goTo(warningsAddress),
    t: changeTheme,
    c: ask,
  },
  () => page.letters,
  leave,
);
follower.start();
render();
