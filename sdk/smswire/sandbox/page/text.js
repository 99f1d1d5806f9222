// Texts of strangers, as they are: each of their characters is in the page, in a text node. What cannot be seen gets a
// mark that style sheets write beside it (so that a copied text is the text), and what reorders others acts on nothing.

import { h } from "./dom.js";

/** Characters that cannot be seen, or change how others are seen; a line feed and a space are what they look like. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u;
const PLAIN = new Set("\n ");

/** What is drawn as one picture although unseen characters join it. */
const PICTURE = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\ufe0f?\u20e3)/u;

const NAMES = {
  0x00: "NUL",
  0x07: "BEL",
  0x08: "BS",
  0x09: "TAB",
  0x0b: "VT",
  0x0c: "FF",
  0x0d: "CR",
  0x1b: "ESC",
  0x7f: "DEL",
  0x85: "NEL",
  0xa0: "NBSP",
  0xad: "SHY",
  0x034f: "CGJ",
  0x061c: "ALM",
  0x180e: "MVS",
  0x200b: "ZWSP",
  0x200c: "ZWNJ",
  0x200d: "ZWJ",
  0x200e: "LRM",
  0x200f: "RLM",
  0x2028: "LS",
  0x2029: "PS",
  0x202a: "LRE",
  0x202b: "RLE",
  0x202c: "PDF",
  0x202d: "LRO",
  0x202e: "RLO",
  0x202f: "NNBSP",
  0x2060: "WJ",
  0x2066: "LRI",
  0x2067: "RLI",
  0x2068: "FSI",
  0x2069: "PDI",
  0xfeff: "BOM",
};

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export function codeOf(character) {
  return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The mark of a character that cannot be seen; an empty text when it can. */
export function markOf(character) {
  if (PLAIN.has(character) || !UNSEEN.test(character)) return "";
  return NAMES[character.codePointAt(0)] ?? codeOf(character);
}

/** A text, with the characters that force UCS-2 and the cuts between segments marked where they are given. */
export function written(text, { forcing = [], cuts = [] } = {}) {
  const written = document.createDocumentFragment();
  if (forcing.length === 0 && cuts.length === 0 && !hasUnseen(text)) {
    written.append(text);
    return written;
  }
  const forces = new Set(forcing);
  const run = new Run(written);
  let cut = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    for (; cut < cuts.length && cuts[cut] < index + segment.length; cut += 1) {
      run.end();
      written.append(h("span", { class: "cut", data: { cut: `${cut + 2}` }, title: `Segment ${cut + 2} begins here` }));
    }
    const picture = PICTURE.test(segment);
    if (picture || !hasUnseen(segment))
      run.add(
        segment,
        [...segment].some((character) => forces.has(character)),
      );
    else for (const character of segment) run.add(character, forces.has(character), markOf(character));
  }
  run.end();
  return written;
}

function hasUnseen(text) {
  for (const character of text) if (markOf(character) !== "") return true;
  return false;
}

/** Neighbours that look the same share an element, so that a text in a script of its own is one and not thousands. */
class Run {
  constructor(target) {
    this.target = target;
    this.text = "";
    this.forcing = false;
  }

  add(text, forcing, mark = "") {
    if (mark !== "" || forcing !== this.forcing) this.end();
    if (mark === "") {
      this.text += text;
      this.forcing = forcing;
      return;
    }
    const name = forcing ? "mark forcing" : "mark";
    this.target.append(h("span", { class: name, data: { mark }, title: `${codeOf(text)}, cannot be seen` }, text));
  }

  end() {
    if (this.text === "") return;
    this.target.append(this.forcing ? h("span", { class: "forcing", title: "Forces UCS-2" }, this.text) : this.text);
    this.text = "";
    this.forcing = false;
  }
}

/** A short piece of a stranger's data within a line of ours, apart from it in direction. */
export function foreign(text, limit = 200) {
  return h("bdi", { class: "foreign" }, written(shortened(text, limit)));
}

/** The beginning of a long text; never half of a pair. */
export function shortened(text, limit) {
  if (text.length <= limit) return text;
  const end = /[\ud800-\udbff]/.test(text[limit - 1]) ? limit - 1 : limit;
  return `${text.slice(0, end)}…`;
}
