// Where in the page somebody is, kept in the address: back and forward work, and a link leads to one message.
//
//   #/                    the phones            #/requests, #/requests/3    what came over the wires
//   #/phone/KEY           a phone's thread      #/warnings                  what a developer should see
//   #/phone/KEY/NUMBER    and a message's details

export function readRoute(hash) {
  const [view, first, second] = hash.replace(/^#\/?/, "").split("/");
  if (view === "phone" && first) return { view: "messages", phone: unescaped(first), detail: numberIn(second) };
  if (view === "requests") return { view: "requests", phone: null, detail: numberIn(first) };
  if (view === "warnings") return { view: "warnings", phone: null, detail: null };
  return { view: "messages", phone: null, detail: null };
}

function unescaped(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function numberIn(part) {
  return /^[1-9][0-9]{0,15}$/.test(part ?? "") ? Number(part) : null;
}

export const messagesAddress = "#/";
export const warningsAddress = "#/warnings";
export const phoneAddress = (key) => `#/phone/${encodeURIComponent(key)}`;
export const messageAddress = (message) => `${phoneAddress(message.phone)}/${message.number}`;
export const requestAddress = (number) => (number === null ? "#/requests" : `#/requests/${number}`);

/** The address without the details that are open. */
export function withoutDetail({ view, phone }) {
  if (view === "requests") return requestAddress(null);
  if (view === "warnings") return warningsAddress;
  return phone === null ? messagesAddress : phoneAddress(phone);
}
