// What went over the wire, as it was, secrets masked by the sandbox.

import { copyButton } from "./copy.js";
import { button, h } from "./dom.js";
import { shortened, written } from "./text.js";

/** Characters that are shown without being asked for. */
const SHOWN = 20_000;

/** A raw request or answer under a heading; `missing` says why there is none. */
export function raw(heading, text, missing) {
  if (text === null) return h("section", { class: "raw" }, h("h3", {}, heading), h("p", { class: "quiet" }, missing));
  const lines = text.replaceAll("\r\n", "\n");
  const pre = h("pre", { tabindex: "0", "aria-label": heading }, written(shortened(lines, SHOWN)));
  const rest =
    lines.length > SHOWN
      ? button(
          `Show all ${lines.length.toLocaleString("en")} characters`,
          () => {
            pre.replaceChildren(written(lines));
            rest.remove();
          },
          { class: "quiet" },
        )
      : null;
  return h(
    "section",
    { class: "raw" },
    h(
      "h3",
      {},
      heading,
      copyButton(() => text, heading.toLowerCase(), pre),
    ),
    pre,
    rest,
  );
}

/** What is not as the specification says, and where. */
export function violations(found) {
  return h(
    "ul",
    { class: "violations" },
    found.map(({ path, problem }) => h("li", {}, h("code", {}, written(path)), " ", h("bdi", {}, written(problem)))),
  );
}
