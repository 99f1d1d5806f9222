// The control API of the sandbox that served this page.

const ROOT = "/_sandbox";

/** What the sandbox said instead of doing it. */
export class Refused extends Error {
  constructor(status, what) {
    super(what);
    this.status = status;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(ROOT + path, { cache: "no-store", ...options });
  } catch {
    throw new Refused(0, "The sandbox does not answer");
  }
  const body = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body?.what ?? `The sandbox answered ${response.status}`);
  return body;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** The number tells apart messages that share an id. */
const place = (message, what = "") => `/messages/${encodeURIComponent(message.id)}${what}?number=${message.number}`;

/** The newest messages, requests and warnings. */
export async function overview(limit) {
  const query = limit === null ? "" : `?limit=${limit}`;
  const [messages, requests, warnings, health] = await Promise.all([
    ask(`/messages${query}`),
    ask(`/requests${query}`),
    ask("/warnings"),
    ask("/health"),
  ]);
  return { messages, requests, warnings, health };
}

export const magic = () => ask("/magic");
export const wholeMessage = (message) => ask(place(message));
export const wholeRequest = (number) => ask(`/requests/${number}`);
export const receipt = (message, state) => post(place(message, "/receipt"), { state });
export const reply = (message, text) => post(place(message, "/reply"), { text });
export const clear = () => ask("/messages", { method: "DELETE" });
