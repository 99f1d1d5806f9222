// Times and states in words. Times are the virtual clock's, shown in the zone of who looks.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const SECONDS = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const WHOLE_DAY = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const WHOLE = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

export function clockTime(iso) {
  return SECONDS.format(new Date(iso));
}

export function wholeTime(iso) {
  return WHOLE.format(new Date(iso));
}

/** The hour of today, the day of any other. */
export function shortTime(iso) {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? CLOCK.format(at) : DAY.format(at);
}

export function dayOf(iso) {
  return WHOLE_DAY.format(new Date(iso));
}

const STATES = {
  delivered: ["Delivered", "checks"],
  failed: ["Failed", "cross"],
  expired: ["Expired", "hourglass"],
  cancelled: ["Cancelled", "slash"],
  submitted: ["Submitted", "check"],
  queued: ["Queued", "clock"],
  scheduled: ["Scheduled", "clock"],
  unknown: ["Unknown", "question"],
};

/** The word and the symbol of a state; a state that this page does not know is its own word. */
export function stateWords(state) {
  return STATES[state] ?? [state, "question"];
}
