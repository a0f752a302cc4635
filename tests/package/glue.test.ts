import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { dropUnusedExports, shortenNames } from "../../tools/glue.mjs";
import { readNames } from "../../tools/module_names.mjs";
import { root } from "./consumer.js";

const hash = "0123456789abcdef";
const snippet = "./snippets/core-1/values.js";

const glue = `import { twice } from '${snippet}';
import * as import1 from "${snippet}"
import * as import2 from "${snippet}"

export function __wbg_reset_state () {
    __wbg_reinit_scheduled = false;
    if (typeof numBytesDecoded !== 'undefined') numBytesDecoded = 0;
    wasmInstance = new WebAssembly.Instance(wasmModule, __wbg_get_imports());
    wasm = wasmInstance.exports;
}

export function run(arg0) {
    __wbg_call_guard();
    return wasm.run(arg0);
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_gone_${hash}: function() {
            return 0;
        },
        __wbg_twice_${hash}: function(arg0) {
            const ret = twice(arg0 >>> 0);
            return ret;
        },
        __wbg_count_${hash}: function() { return attempt(function (arg0) {
            return arg0;
        }, arguments); },
    };
    return {
        __proto__: null,
        "./attune_bg.js": import0,
        "${snippet}": import1,
        "${snippet}": import2,
    };
}

function __wbg_call_guard() {
    if (__wbg_reinit_scheduled) {
        __wbg_reset_state();
        return;
    }
}

let __wbg_reinit_scheduled = false;
let wasmModule, wasmInstance, wasm;

function initSync(module) {
    if (wasm !== undefined) return wasm;
}

export { initSync };
`;

/** A module that imports functions of no arguments and exports the first of them, twice. */
function moduleOf(imports: [string, string][], exports: string[]): Uint8Array {
  const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
  const section = (id: number, content: number[]): number[] => [
    id,
    // In two bytes, though one would do: a linker leaves room like this.
    (content.length & 127) | 128,
    content.length >> 7,
    ...content,
  ];
  return Uint8Array.from([
    ...Buffer.from("\0asm"),
    ...[1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(2, [
      imports.length,
      ...imports.flatMap(([module, name]) => [...text(module), ...text(name), 0, 0]),
    ]),
    ...section(7, [exports.length, ...exports.flatMap((name) => [...text(name), 0, 0])]),
    ...section(0, text("kept as it is")),
  ]);
}

const imports: [string, string][] = [
  [snippet, "now"],
  ["./attune_bg.js", `__wbg_twice_${hash}`],
  [snippet, "later"],
  ["./attune_bg.js", `__wbg_count_${hash}`],
];
const wasm = moduleOf(imports, ["run", "unused"]);

test("an export that is neither of the surface nor called by the glue goes away", () => {
  expect(readNames(dropUnusedExports(glue, wasm, ["run"]).wasm).exports).toEqual(["run"]);
  const called = glue.replace("function __wbg_call_guard() {", "$&\n    wasm.unused();");
  expect(readNames(dropUnusedExports(called, wasm, []).wasm).exports).toEqual(["unused"]);
});

test("an export of the surface keeps its name and loses its wrapper", () => {
  const dropped = dropUnusedExports(glue, wasm, ["run"]);
  const short = shortenNames(dropped.glue, dropped.wasm, ["run"]);
  expect(readNames(short.wasm).exports).toEqual(["run"]);
  expect(short.glue).not.toContain("wasm.run");
  expect(short.glue).toContain("export function __wbg_reset_state");
  expect(() => shortenNames(glue, wasm, ["walk"])).toThrow("does not export walk");
});

test("imports are named by their place in one list, exports by one letter", () => {
  const short = shortenNames(glue, wasm, []);
  expect(WebAssembly.validate(Uint8Array.from(short.wasm))).toBe(true);
  expect(readNames(short.wasm)).toEqual({
    imports: ["0", "1", "2", "3"].map((name) => ({ module: "0", name })),
    exports: ["a"],
  });
  expect(short.glue).toContain(`    return [[
        import1.now,
        (arg0) => {
            const ret = twice(arg0 >>> 0);
            return ret;
        },
        import1.later,
        function() { return attempt(function (arg0) {
            return arg0;
        }, arguments); },
    ]];`);
  expect(short.glue).toContain("    return wasm.a(arg0);");
});

test("what nothing uses is no longer in the glue", () => {
  const short = shortenNames(glue, wasm, []).glue;
  expect(short).not.toMatch(/__wbg_gone|import2|numBytesDecoded|__wbg_call_guard\(\);/);
  expect(short).not.toContain(hash);
});

test.each([
  { what: "an import that the glue lacks", old: "__wbg_twice_", now: "__wbg_thrice_" },
  {
    what: "a list of imports of another form",
    old: "            return 0;\n        },",
    now: "},",
  },
  { what: "a list of modules of another form", old: `: import2,`, now: ": import2 ," },
  {
    what: "a start of another name",
    old: "function initSync(module)",
    now: "function init(module)",
  },
  { what: "an export that the module lacks", old: "wasm.run(", now: "wasm.walk(" },
  {
    what: "instances replaced by the glue",
    old: "let __wbg_reinit_scheduled",
    now: "__wbg_reinit_scheduled = true;\nlet __wbg_reinit_scheduled",
  },
])("$what stops the build", ({ old, now }) => {
  expect(glue).toContain(old);
  expect(() => shortenNames(glue.replace(old, now), wasm, [])).toThrow(/another shape/);
});

test("an import that is not a function stops the build", () => {
  const memory = Uint8Array.from(wasm);
  const kind = Buffer.from(wasm).indexOf("now") + "now".length;
  memory[kind] = 2;
  expect(() => shortenNames(glue, memory, [])).toThrow("not a function");
});

test("a module that is cut off stops the build", () => {
  expect(() => readNames(wasm.subarray(0, 60))).toThrow(/module/);
});

test("the published core has no long name but those of its surface", () => {
  const { imports: all, exports } = readNames(readFileSync(join(root, "dist/attune.wasm")));
  expect(all.length).toBeGreaterThan(0);
  expect(all).toEqual(all.map((_, place) => ({ module: "0", name: String(place) })));
  const core = readFileSync(join(root, "js/core.ts"), "utf8");
  const long = exports.filter((name) => name.length > 1);
  expect(long.length).toBeGreaterThan(0);
  expect(long.filter((name) => !core.includes(`  readonly ${name}: (`))).toEqual([]);
});
