import { expect, test } from "vitest";

import { emptyPlaces } from "../../tools/function_table.mjs";

const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
const section = (id: number, content: number[]): number[] => [id, content.length, ...content];

/** A table of three functions that give 1, 2 and 3, the first at place 1, and what shows it. */
function moduleOf(names: string[], opcode = 0x41): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...Buffer.from("\0asm"),
    ...[1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 1, 0x7f]),
    ...section(3, [3, 0, 0, 0]),
    ...section(4, [1, 0x70, 0, 4]),
    ...section(7, [1, ...text("table"), 1, 0]),
    ...section(9, [1, 0, opcode, 1, 0x0b, 3, 0, 1, 2]),
    ...section(10, [3, ...[1, 2, 3].flatMap((value) => [4, 0, 0x41, value, 0x0b])]),
    ...(names.length > 0 ? section(0, [...text("name"), ...nameOfModule, ...namesOf(names)]) : []),
  ]);
}

const nameOfModule = section(0, text("some module"));
const namesOf = (names: string[]): number[] =>
  section(1, [names.length, ...names.flatMap((name, at) => [at, ...text(name)])]);

async function given(wasm: Uint8Array): Promise<unknown[]> {
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(wasm));
  const table = instance.exports["table"] as WebAssembly.Table;
  return [1, 2, 3].map((place) => (table.get(place) as () => number)());
}

test("idle functions leave their places to the first of their row", async () => {
  const wasm = moduleOf(["called", "idle", "called too"]);
  expect(await given(wasm)).toEqual([1, 2, 3]);
  expect(await given(emptyPlaces(wasm, (name) => name === "idle"))).toEqual([1, 1, 3]);
  expect(emptyPlaces(wasm, () => false)).toEqual(wasm);
});

test("what cannot be told apart or read stops the build", () => {
  expect(() => emptyPlaces(moduleOf([]), () => false)).toThrow("no names");
  expect(() => emptyPlaces(moduleOf(["a", "b", "c"], 0x23), () => false)).toThrow("another way");
});
