import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { toModule, toText } from "../../tools/embedding.mjs";
import { root } from "./consumer.js";

const everyByte = Uint8Array.from({ length: 1024 }, (_, at) => (at * 7 + (at >> 8)) & 255);

test("text that needs no escape in a string and no charset in a response", () => {
  expect(toText(everyByte)).toMatch(/^[ !#-[\]-~]+$/);
});

test.each([
  { what: "every byte", bytes: everyByte },
  { what: "the core", bytes: new Uint8Array(readFileSync(join(root, "dist/attune.wasm"))) },
  { what: "nothing", bytes: new Uint8Array(0) },
])("$what comes back as it was", async ({ bytes }) => {
  expect(new Set(everyByte).size).toBe(256);
  const url = `data:text/javascript,${encodeURIComponent(toModule(bytes))}`;
  const module = (await import(/* @vite-ignore */ url)) as {
    coreBytes(): Uint8Array;
  };
  expect(Buffer.compare(module.coreBytes(), bytes)).toBe(0);
});

test("the script tag is the same text in every charset that a page may have", () => {
  expect(readFileSync(join(root, "dist/attune.js"), "latin1")).toMatch(/^[\n -~]+$/);
});
