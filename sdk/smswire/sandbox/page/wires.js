// The wires in words for newcomers. A wire that has no entry here works like the others: it is shown by its own name.

import { h } from "./dom.js";

/** An argument of a shell command. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const WIRES = {
  redoxygen: {
    title: "Red Oxygen",
    hue: "rose",
    method: "POST",
    path: "/smsapi/send",
    says: "JSON with numbered recipients",
    command: (url) =>
      `curl ${url} -H 'Content-Type: application/json' -d ${quoted(
        JSON.stringify({
          Name: "ROX_API_Request",
          Version: "1.1",
          Product: "curl",
          Sender: { AccountId: "CI00000001", Username: "me@example.com", Password: "any" },
          Messages: {
            ReceiptFlag: 0,
            ReplyType: "E",
            TimeZoneOffset: 0,
            Count: 1,
            1: { DestTn: "+61407555001", SMSText: "Hello from Red Oxygen" },
          },
        }),
      )}`,
  },
  netoxygen: {
    title: "NetOxygen",
    hue: "sky",
    method: "POST",
    path: "/api2/",
    says: "XML-RPC",
    command: (url) =>
      `curl ${url} -H 'Content-Type: text/xml' -d ${quoted(
        '<?xml version="1.0"?><methodCall><methodName>send_message</methodName><params>' +
          ["me", "any", "0792223344", "Hello from NetOxygen"]
            .map((value) => `<param><value><string>${value}</string></value></param>`)
            .join("") +
          "</params></methodCall>",
      )}`,
  },
  eros: {
    title: "Eros",
    hue: "violet",
    method: "POST",
    path: "/api/sendmessage",
    says: "ServiceStack: JSON, JSV or form",
    command: (url) =>
      `curl ${url} -u me:any -H 'Accept: application/json' -H 'Content-Type: application/json' -d ${quoted(
        JSON.stringify({
          SMSModel: {
            From: { Name: "Acme" },
            To: [{ Name: "Ada", PhoneNumber: "+27831234567" }],
            MessageBody: "Hello from Eros",
          },
        }),
      )}`,
  },
  smsoffice: {
    title: "SMS Office",
    hue: "teal",
    method: "GET",
    path: "/sms/api/sendsms.asp",
    says: "query string and plain text",
    command: (url) =>
      `curl ${quoted(`${url}?username=me&password=any&from=Acme&to=27831234567&message=Hello+from+SMS+Office`)}`,
  },
};

const MORE_HUES = ["olive", "plum", "steel", "clay"];
let known = [];

/** The providers that the sandbox has, in its order. */
export function knowWires(providers) {
  known = providers.filter((provider) => !(provider in WIRES));
}

export function wireOf(provider) {
  const hue = MORE_HUES[Math.max(0, known.indexOf(provider)) % MORE_HUES.length];
  return WIRES[provider] ?? { title: provider, hue, method: "", path: "", says: "", command: null };
}

/** A provider's name beside a dot of its colour. */
export function providerTag(provider) {
  const { title, hue } = wireOf(provider);
  return h("span", { class: "provider", data: { hue } }, h("span", { class: "dot" }), title);
}
