// The core as JavaScript text, for the script tag, which has to be one file.
//
// Base64 spreads three bytes over four characters, so a compressor no longer sees what repeats.
// Here a byte is always the same one or two characters of printable ASCII. Measured on the script of
// a core of 63,369 bytes, in brotli: 36.7 KB, where base64 makes it 44.2 KB and the bare bytes would
// make it 35.9 KB. A character a byte, in UTF-8, makes it 37.4 KB and depends on the response's
// charset.
//
// The bytes are lined up with the frequent ones first: 91 of them are one character, the others one
// character behind the first or the second lead. A small letter is itself, so that a word in the
// core is the word of the script around it.

const letterCount = 26;
const single = 91;
// Frequent characters: what they announce, a compressor learns.
const leads = " '";
const others = Array.from({ length: 127 - 33 }, (_, at) => String.fromCharCode(33 + at))
  .filter((character) => !/["'\\a-z]/.test(character))
  .join("");
const alphabet = "abcdefghijklmnopqrstuvwxyz" + others;

/** Printable ASCII without the double quote and the backslash. */
export function toText(bytes) {
  const texts = Array.from({ length: 256 }, (_, byte) => {
    const place = placeOf(byte);
    const lead = Math.floor(place / single);
    return (leads[lead - 1] ?? "") + alphabet[place % single];
  });
  return Array.from(bytes, (byte) => texts[byte]).join("");
}

/** The small letters, then all from 0 on. */
function placeOf(byte) {
  const letter = byte - 97;
  if (letter >= letterCount) return byte;
  return letter >= 0 ? letter : byte + letterCount;
}

/** The module "attune:wasm". */
export function toModule(bytes) {
  return `
export function coreBytes() {
  const text = "${toText(bytes)}";
  const bytes = new Uint8Array(${bytes.length});
  for (let from = 0, to = 0; from < text.length; to++) {
    let code = text.charCodeAt(from++);
    let place = 0;
    if (code === 32 || code === 39) {
      place = code === 32 ? ${single} : ${2 * single};
      code = text.charCodeAt(from++);
    }
    place +=
      code > 96 && code < 123
        ? code - 97
        : code - 7 - (code > 34) - (code > 39) - (code > 92) - (code > 122) * ${letterCount};
    bytes[to] = place < ${letterCount} ? place + 97 : place < 123 ? place - ${letterCount} : place;
  }
  return bytes;
}
`;
}
