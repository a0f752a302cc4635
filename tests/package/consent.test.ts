// `attune/consent` as a stranger gets it: a file of its own, for a server too, and none of it in
// what the others load.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Consumer, installConsumer, root } from "./consumer.js";

let consumer: Consumer;

beforeAll(() => {
  consumer = installConsumer();
});
afterAll(() => consumer?.remove());

test("on a server it imports, watches nothing, and lets the process end", () => {
  const program = `
    const consent = await import("attune/consent");
    const told = [];
    const tcf = consent.watchTcf({}, (verdict) => told.push(verdict));
    const gpp = consent.watchGpp({}, (verdict) => told.push(verdict));
    const first = await Promise.all([tcf.first, gpp.first]);
    console.log(JSON.stringify({ names: Object.keys(consent).sort(), first, told }));
  `;
  const options = { cwd: consumer.folder, encoding: "utf8", timeout: 10_000 } as const;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", program], options);
  expect(JSON.parse(said)).toEqual({ names: ["watchGpp", "watchTcf"], first: [[], []], told: [] });
});

test("who does not import it does not load it, and it loads nothing else", () => {
  const read = (name: string): string => readFileSync(join(root, "dist", name), "utf8");
  const adapters = /__tcfapi|__gpp|useractioncomplete/;
  expect(read("consent.js")).toMatch(adapters);
  for (const name of ["attune.js", "index.js"]) expect(read(name)).not.toMatch(adapters);
  expect(read("consent.js")).not.toMatch(/\bimport\b|localStorage|sessionStorage|cookie|fetch/);
});
