import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Public test data that is not part of the project (`ATTUNE_CORPORA`). */
const folder =
  process.env["ATTUNE_CORPORA"] ??
  fileURLToPath(new URL("../../../shared/corpora", import.meta.url));

export const hasCorpora = existsSync(join(folder, "jsontestsuite"));

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** nst/JSONTestSuite: names that begin with y are JSON, with n are none, with i are either. */
export function jsonTestSuite(): Sample[] {
  const path = join(folder, "jsontestsuite");
  const names = readdirSync(path).filter((name) => name.endsWith(".json"));
  return names.map((name) => ({ name, bytes: readFileSync(join(path, name)) }));
}

/** minimaxir/big-list-of-naughty-strings. */
export function naughtyStrings(): string[] {
  return JSON.parse(readFileSync(join(folder, "naughty-strings.json"), "utf8")) as string[];
}

const text = (name: string, json: string): Sample => ({ name, bytes: Buffer.from(json) });

const accepted = [
  "{}",
  "[]",
  "null",
  "0",
  "-0",
  "true",
  '""',
  '" "',
  '"text"',
  " [1 , 2 ]\n\t\r ",
  "[[],{},[{}],null,false]",
  '{"b":1,"a":2,"2":3,"1":4}',
  '{"a":1,"a":2}',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"hasOwnProperty":2,"then":3,"toJSON":4,"length":5}',
  '{"":0,"\\u0000":1,"a b":2,"\\ud800":3}',
  "[1e400,-1e400,1e-400,-0.0,0.1,123456789012345678901234567890,9007199254740993]",
  '["\\u2028\\u2029","\\ud83d\\ude00","\\ud800","\\udfff","\\u0000\\u001f\\u007f"]',
  '["2026-11-22T08:00:00Z","{\\"not\\":\\"parsed\\"}","[{A=1.0}]"]',
  '{"variantId":""}',
  '{"variantId":"v-a"}',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
];

const refused = [
  "",
  "{",
  "[",
  "[1",
  "[1,]",
  "[,1]",
  "[1 2]",
  '{"a":1,}',
  '{"a" 1}',
  '{"a":}',
  "{a:1}",
  "{'a':1}",
  "[01]",
  "[1.]",
  "[.1]",
  "[+1]",
  "[0x1]",
  "[1e]",
  "[NaN]",
  "[Infinity]",
  "[undefined]",
  "[True]",
  "[nul]",
  '["\\x00"]',
  '["\\u12"]',
  '["\t"]',
  '["',
  "[1]x",
  "[1]]",
  "{}{}",
  "// comment\n[]",
  "\u00a0[]",
  "<html></html>",
  "[".repeat(10_000),
];

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** The same ground as the public corpora, for who does not have them. */
export const ownSamples: Sample[] = [
  ...accepted.map((json) => text(`accepted: ${json}`, json)),
  ...refused.map((json) => text(`refused: ${json.slice(0, 20)}`, json)),
  ...[62, 64, 65, 66, 500].map((levels) => text(`${levels} levels`, nested(levels))),
  { name: "mark first", bytes: Buffer.from('\ufeff["marked"]') },
  { name: "mark in the middle", bytes: Buffer.from('["a",\ufeff"b"]') },
  { name: "UTF-16", bytes: Buffer.from('["text"]', "utf16le") },
  {
    name: "invalid UTF-8",
    bytes: Buffer.from([0x5b, 0x22, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x22, 0x5d]),
  },
];
