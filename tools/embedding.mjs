// The core as JavaScript text, for the script tag, which has to be one file.
//
// Base64 spreads three bytes over four characters, so a compressor no longer sees what repeats.
// Here a byte is always the same one or two characters of printable ASCII: the first 91 bytes are
// one, the others one behind the first or the second lead. Measured on the script of a core of
// 48,190 bytes, in brotli, without what reads it: 36.0 KB, where the bare bytes would make it 35.7 KB
// and the bytes lined up by how frequent they are 36.3 KB. A character a byte, in UTF-8, makes it
// 37.6 KB and depends on the response's charset.

import binaryen from "binaryen";

const single = 91;
// Below all others, so that one comparison tells them.
const leads = " !";
const first = 35;
// What is left of printable ASCII, but for the backslash.
const alphabet = Array.from({ length: 127 - first }, (_, at) => String.fromCharCode(first + at))
  .filter((character) => character !== "\\")
  .join("");

/** Printable ASCII without the double quote and the backslash. */
export function toText(bytes) {
  const texts = Array.from({ length: 256 }, (_, byte) => {
    const lead = Math.floor(byte / single);
    return (leads[lead - 1] ?? "") + alphabet[byte % single];
  });
  return Array.from(bytes, (byte) => texts[byte]).join("");
}

/**
 * The module "attune:wasm".
 *
 * WebAssembly itself reads the text. A loop of JavaScript took 4.8 ms of a new page, since it runs
 * before anything is optimized, where this takes 2.0 (medians of 20) and is 180 bytes longer.
 */
export function toModule(bytes) {
  const text = toText(bytes);
  return `
export function coreBytes() {
  const reader = new WebAssembly.Module(Uint8Array.of(${toReader(text.length)}));
  const { m, r } = new WebAssembly.Instance(reader).exports;
  const memory = new Uint8Array(m.buffer);
  new TextEncoder().encodeInto("${text}", memory);
  r();
  return memory.subarray(0, ${bytes.length});
}
`;
}

/** A module, byte by byte, that puts the bytes in the place of a text of that length. */
function toReader(length) {
  const module = binaryen.parseText(`(module
    (memory (export "m") ${Math.ceil((length + 1) / 65536)})
    (func (export "r") (local $from i32) (local $to i32) (local $code i32) (local $more i32)
      (loop $next
        (if (i32.lt_u
            (local.tee $code (i32.load8_u (local.get $from)))
            (i32.const ${first - 1}))
          (then
            (local.set $more
              (i32.mul (i32.sub (local.get $code) (i32.const 31)) (i32.const ${single}))))
          (else
            (i32.store8 (local.get $to)
              (i32.sub
                (i32.add (local.get $code) (local.get $more))
                (i32.add (i32.const ${first}) (i32.gt_u (local.get $code) (i32.const 92)))))
            (local.set $to (i32.add (local.get $to) (i32.const 1)))
            (local.set $more (i32.const 0))))
        (br_if $next
          (i32.lt_u
            (local.tee $from (i32.add (local.get $from) (i32.const 1)))
            (i32.const ${length}))))))`);
  binaryen.setShrinkLevel(2);
  module.optimize();
  return module.emitBinary().join();
}
