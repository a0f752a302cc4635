/** Reads bytes one value after the other, as WebAssembly and DWARF write them. */
export function readerOf(bytes, start = 0) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  const byte = () => bytes[at++];
  const skip = (length) => (at += length) - length;
  return {
    at: () => at,
    isAtEnd: () => at >= bytes.length,
    byte,
    take: (length) => bytes.subarray(at, (at += length)),
    fixed2: () => view.getUint16(skip(2), true),
    fixed4: () => view.getUint32(skip(4), true),
    /** Seven bits a byte, the lowest first. */
    number() {
      let value = 0;
      for (let shift = 1; ; shift *= 128) {
        const next = byte();
        value += (next & 127) * shift;
        if (next < 128) return value;
      }
    },
    signedByte: () => (byte() << 24) >> 24,
    /** The same with a sign, which is the highest bit of the last byte. */
    signed() {
      let value = 0;
      for (let shift = 1; ; shift *= 128) {
        const next = byte();
        value += (next & 127) * shift;
        if (next < 128) return next & 64 ? value - shift * 128 : value;
      }
    },
    text() {
      const end = bytes.indexOf(0, at);
      const text = new TextDecoder().decode(bytes.subarray(at, end));
      at = end + 1;
      return text;
    },
  };
}
