import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { wordsIn } from "../../tools/words.mjs";
import { words } from "../../src/browser/words.js";
import { root } from "./consumer.js";

test("texts are read as Rust reads them", () => {
  expect(wordsIn('object.at(t!("a")).put(t!( "" ), text("no"))')).toEqual(["a", ""]);
  expect(wordsIn('t!("one \\\n    two \\"three\\"") t!(r#"{"a":"\\b"}"#)')).toEqual([
    'one two "three"',
    '{"a":"\\b"}',
  ]);
  expect(() => wordsIn('t!("a\\nb")')).toThrow("\\n");
});

test("the core's list has every text once, those it uses most first", () => {
  expect(new Set(words).size).toBe(words.length);
  const queue = wordsIn(readFileSync(join(root, "src/engagement/queue.rs"), "utf8"));
  expect(queue.length).toBeGreaterThan(5);
  for (const word of queue) expect(words).toContain(word);
  expect(words.indexOf("status")).toBeLessThan(60);
});
