// The glue that wasm-bindgen makes, and its module, without the names that only the two share.
//
// wasm-bindgen names an import by a word and 16 hexadecimal digits, twice, and no minifier may
// touch either. Here the imports become one list and are named by their place in it, the exports
// that only the glue calls by one letter. The others, the core's surface, take and give nothing but
// numbers: js/load_core.ts calls them as they are, so their wrappers go.
//
// The text is taken apart by its shape. Whatever is not of the shape of the pinned version stops
// the build.
import { emptyPlaces } from "./function_table.mjs";
import { readNames, rewriteNames } from "./module_names.mjs";

const ownModule = "./attune_bg.js";
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The module without the exports that nothing calls, so that the optimizer drops their code.
 *
 * @param surface - the names of the exports that js/load_core.ts calls
 */
export function dropUnusedExports(glue, wasm, surface) {
  const small = withoutWrappers(glue);
  const used = new Set([...usedExports(small), ...surface]);
  const exportName = (name) => (used.has(name) ? name : undefined);
  return { glue: small, wasm: emptyPlaces(rewriteNames(wasm, { exportName }), isBinding) };
}

/** @returns `{ glue, wasm }` of the same behaviour, in which the surface goes by its own names */
export function shortenNames(glue, wasm, surface) {
  const { imports, exports } = readNames(wasm);
  const short = exportNames(usedExports(glue), exports);
  const missing = surface.filter((name) => !exports.includes(name));
  if (missing.length > 0) throw new Error(`the core does not export ${missing.join(", ")}`);
  return {
    glue: withOneCopy(renameUses(withSmallStart(withImportList(glue, imports)), short)),
    wasm: rewriteNames(wasm, {
      importName: (_, place) => ({ module: "0", name: String(place) }),
      exportName: (name) => short.get(name) ?? (surface.includes(name) ? name : undefined),
    }),
  };
}

/** A function of the crates that bind to JavaScript, by its name in Rust. */
function isBinding(name) {
  return /^<?(?:wasm_bindgen|js_sys|web_sys)\[|Externref/.test(name);
}

/** One way to call an export in place of a wrapper for each. */
function withoutWrappers(glue) {
  const wrapper = /^(?:\/\*\*\n(?: \*.*\n)+)?export function (\w+)\([^]*?\n\}\n/gm;
  const bare = glue.replace(wrapper, (all, name) => (name.startsWith("__wbg_") ? all : ""));
  return `${bare}\nexport function callExport(name, numbers) {\n    wasm[name](...numbers);\n}\n`;
}

/** What both sides use comes from where it is written, not from a snippet's copy. */
function withOneCopy(glue) {
  return glue.replace(/(["'])\.\/snippets\/[\w-]+\//g, "$1../");
}

function usedExports(glue) {
  return new Set(Array.from(glue.matchAll(/\bwasm\.(\w+)/g), ([, name]) => name));
}

function exportNames(used, exports) {
  const missing = [...used].filter((name) => !exports.includes(name));
  if (missing.length > 0) throw shapeError(`the module does not export ${missing.join(", ")}`);
  if (used.size > letters.length) throw shapeError("it calls more exports than there are letters");
  return new Map([...used].map((name, place) => [name, letters[place]]));
}

function renameUses(glue, short) {
  return glue.replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${short.get(name)}`);
}

/** The imports as `[[...]]`: a list is an object whose members are named by their place. */
function withImportList(glue, imports) {
  const begin = "function __wbg_get_imports() {\n    const import0 = {\n        __proto__: null,\n";
  const [before, inside] = splitAt(glue, begin);
  const [own, further] = splitAt(inside, "    };\n    return {\n        __proto__: null,\n");
  const [modules, after] = splitAt(further, "    };\n}\n", true);
  const functions = functionsOf(own);
  const namespaces = namespacesOf(modules);
  const list = imports.map(({ module, name }) => {
    const found = module === ownModule ? functions.get(name) : member(namespaces.get(module), name);
    if (!found) throw shapeError(`it lacks the import ${name} of ${module}`);
    return found;
  });
  return [
    withoutNamespaces(before, new Set(namespaces.values())),
    `function __wbg_get_imports() {\n    return [[\n        ${list.join(",\n        ")},\n    ]];\n}\n`,
    after,
  ].join("");
}

/** `name: function(...) {...},` and so on, each as an arrow function where its body allows. */
function functionsOf(text) {
  const pattern = / {8}(\w+): (function\([^]*?\n {8}\}(?:, arguments\); \})?),\n/y;
  const entries = consume(text, pattern, "the list of imports");
  return new Map(entries.map(([, name, code]) => [name, asArrow(code)]));
}

function asArrow(code) {
  const usesArguments = /\b(?:arguments|this)\b/.test(code);
  return usesArguments ? code : code.replace(/^function(\([\w, ]*\)) /, "$1 => ");
}

/** Which namespace a module is: the first, where it is there under several names. */
function namespacesOf(text) {
  const pattern = / {8}"([^"]+)": (import\d+),\n/y;
  const entries = consume(text, pattern, "the list of modules").filter(
    ([, path]) => path !== ownModule,
  );
  return new Map(entries.reverse().map(([, path, namespace]) => [path, namespace]));
}

function member(namespace, name) {
  return namespace && /^[A-Za-z]\w*$/.test(name) ? `${namespace}.${name}` : undefined;
}

function withoutNamespaces(text, kept) {
  const pattern = /^import \* as (import\d+) from .*\n/gm;
  return text.replace(pattern, (line, namespace) => (kept.has(namespace) ? line : ""));
}

/** One way to start, the one that js/load_core.ts takes: as after a trap. */
function withSmallStart(glue) {
  const [before, rest] = splitAt(glue, "\nfunction initSync(module) {\n");
  const [, after] = splitAt(rest, "\n}\n", true);
  const start = `
function initSync({ module }) {
    wasmModule = module;
    __wbg_reset_state();
}
`;
  return withoutIdleGuards(`${before}${start}${after}`);
}

/** Nothing schedules a new instance but us, so no export needs to look whether one is due. */
function withoutIdleGuards(glue) {
  if (glue.includes("__wbg_reinit_scheduled = true"))
    throw shapeError("it replaces instances itself");
  return glue
    .replace(/^ *__wbg_call_guard\(\);\n/gm, "")
    .replace(/^ *if \(typeof (\w+) !== 'undefined'\) \1 = 0;\n/gm, (_, name) =>
      glue.includes(`let ${name} = 0;`) ? `    ${name} = 0;\n` : "",
    );
}

function splitAt(text, mark, isFirst = false) {
  const at = text.indexOf(mark);
  const isUnique = at >= 0 && (isFirst || text.indexOf(mark, at + 1) < 0);
  if (!isUnique) throw shapeError(`${JSON.stringify(mark)} is not there once`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** The matches that the text consists of, and of nothing else. */
function consume(text, pattern, what) {
  const matches = [];
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) matches.push(match);
  const length = matches.reduce((sum, [all]) => sum + all.length, 0);
  if (length !== text.length)
    throw shapeError(`${what} goes on with ${text.slice(length, length + 80)}`);
  return matches;
}

function shapeError(what) {
  return new Error(`the glue of wasm-bindgen has another shape than tools/glue.mjs knows: ${what}`);
}
