// Where a text is cut into segments. The sandbox counts them; this finds the places, by the same rules (3GPP TS 23.038
// and 23.040): an escape pair or a surrogate pair never straddles two segments.

const SIZES = { "GSM-7": [160, 153], "UCS-2": [70, 67] };
const EXTENSION = new Set("\f^{}\\[~]|€");

function unitsOf(character, encoding) {
  if (encoding === "UCS-2") return character.length;
  return EXTENSION.has(character) ? 2 : 1;
}

/** The offsets at which the second, third … segment begins, in units of JavaScript's strings. */
export function cutsOf(text, encoding) {
  const [alone, together] = SIZES[encoding];
  const cuts = [];
  let [offset, filled, units] = [0, 0, 0];
  for (const character of text) {
    const more = unitsOf(character, encoding);
    if (filled + more > together) {
      cuts.push(offset);
      filled = 0;
    }
    filled += more;
    units += more;
    offset += character.length;
  }
  return units <= alone ? [] : cuts;
}
