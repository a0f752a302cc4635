// The core as JavaScript text, for the script tag, which has to be one file.
//
// Base64 spreads three bytes over four characters, so a compressor no longer sees what repeats.
// Here a byte is always the same one or two characters of printable ASCII: measured on a core of
// 29,436 bytes, 12.6 KB in brotli where base64 takes 16.0 KB and the bare module 12.1 KB.

// 90 bytes are one character, from "#" on; "}" and "~" lead the other two ninetieths.
const first = 35;
const single = 90;
const leads = "}~";
// The backslash falls into that range and would double in a string literal: "!" stands in for it.
const backslash = 92;
const stand = 33;

/** Printable ASCII without the double quote and the backslash. */
export function toText(bytes) {
  const letter = (value) =>
    String.fromCharCode(value + first === backslash ? stand : value + first);
  return Array.from(bytes, (byte) => {
    const lead = Math.floor(byte / single);
    return lead === 0 ? letter(byte) : leads[lead - 1] + letter(byte - lead * single);
  }).join("");
}

/** The module "attune:wasm". */
export function toModule(bytes) {
  return `
export function coreBytes() {
  const text = "${toText(bytes)}";
  const bytes = new Uint8Array(${bytes.length});
  for (let from = 0, to = 0; from < text.length; to++) {
    let code = text.charCodeAt(from++);
    let base = -${first};
    if (code > ${leads.charCodeAt(0) - 1}) {
      base += (code - ${leads.charCodeAt(0) - 1}) * ${single};
      code = text.charCodeAt(from++);
    }
    bytes[to] = base + (code === ${stand} ? ${backslash} : code);
  }
  return bytes;
}
`;
}
