// The core as JavaScript text, for the script tag, which has to be one file.
//
// Base64 spreads three bytes over four characters, so a compressor no longer sees what repeats.
// Here a byte is always the same one or two characters of printable ASCII: the first 91 bytes are
// one, the others one behind the first or the second lead. Measured on the script of a core of
// 48,190 bytes, in brotli: 36.0 KB, where the bare bytes would make it 35.7 KB and the bytes lined up
// by how frequent they are 36.3 KB. A character a byte, in UTF-8, makes it 37.6 KB and depends on
// the response's charset.

const single = 91;
// Frequent characters: what they announce, a compressor learns.
const leads = " '";
const alphabet = Array.from({ length: 127 - 33 }, (_, at) => String.fromCharCode(33 + at))
  .filter((character) => !/["'\\]/.test(character))
  .join("");

/** Printable ASCII without the double quote and the backslash. */
export function toText(bytes) {
  const texts = Array.from({ length: 256 }, (_, byte) => {
    const lead = Math.floor(byte / single);
    return (leads[lead - 1] ?? "") + alphabet[byte % single];
  });
  return Array.from(bytes, (byte) => texts[byte]).join("");
}

/** The module "attune:wasm". */
export function toModule(bytes) {
  return `
export function coreBytes() {
  const text = "${toText(bytes)}";
  const bytes = new Uint8Array(${bytes.length});
  for (let from = 0, to = 0; from < text.length; to++) {
    let code = text.charCodeAt(from++);
    let before = 33;
    if (code === 32 || code === 39) {
      before = code === 32 ? ${33 - single} : ${33 - 2 * single};
      code = text.charCodeAt(from++);
    }
    bytes[to] = code - before - (code > 34) - (code > 39) - (code > 92);
  }
  return bytes;
}
`;
}
