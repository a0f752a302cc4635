import { afterEach, describe, expect, it, vi } from "vitest";
import fc from "fast-check";

import { decodeBase64 } from "../../js/decode_base64.js";

const decoder = Uint8Array as { fromBase64?: unknown };
const original = decoder.fromBase64;

afterEach(() => {
  decoder.fromBase64 = original;
  if (original === undefined) delete decoder.fromBase64;
});

describe("without a decoder in the browser", () => {
  it("gives the bytes back", () => {
    delete decoder.fromBase64;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(decodeBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
      }),
    );
  });
});

it("uses the browser's own decoder where there is one", () => {
  const fromBase64 = vi.fn(function (this: unknown, text: string) {
    expect(this).toBe(Uint8Array);
    return Uint8Array.of(text.length);
  });
  decoder.fromBase64 = fromBase64;
  expect(decodeBase64("AAAA")).toEqual(Uint8Array.of(4));
});
