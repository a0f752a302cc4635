// The first minute with the package: `attune dev` with nothing there, and `attune init`.
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { readDecisionFile } from "../../js/dev/decision-file.js";
import { ask, post } from "./stage.js";

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const program = mkdtempSync(join(tmpdir(), "attune-program-"));
const starter = join(program, "starter");
let here: string;

beforeAll(async () => {
  cpSync(pathOf("js/dev/starter"), starter, { recursive: true });
  await build({
    entryPoints: [pathOf("js/dev/cli.ts")],
    outfile: join(program, "cli.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    define: { __VERSION__: '"1.2.3"' },
  });
});
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), "attune-here-"));
});
afterEach(() => rmSync(here, { recursive: true }));
afterAll(() => rmSync(program, { recursive: true }));

const mine = (file: string): string => readFileSync(join(here, file), "utf8");
const packaged = (file: string): string => readFileSync(join(starter, file), "utf8");

/** Runs it in the folder until it ends, or has said `until`; then it is stopped. */
async function run(words: string[], until?: string): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [join(program, "cli.mjs"), ...words], { cwd: here });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  const ended = new Promise<number>((resolve) =>
    child.once("close", (code) => resolve(Number(code))),
  );
  if (until === undefined) return { code: await ended, said };
  await expect.poll(() => said, { timeout: 20_000 }).toContain(until);
  stop = async () => {
    child.kill("SIGINT");
    await ended;
  };
  return { code: 0, said };
}

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

const serve = async (...words: string[]) => {
  const { said } = await run(["dev", "--port", "0", ...words], "Ctrl+C stops it.");
  const at = (name: string) => new RegExp(`^ +${name} +(\\S+)`, "m").exec(said)?.[1] ?? "";
  return { said, site: at("site"), salesforce: at("Salesforce"), decisions: at("decisions") };
};

async function heroOf(salesforce: string): Promise<unknown> {
  const { json } = await post(`${salesforce}/personalization/decisions`, {
    context: { individualId: "a" },
    personalizationPoints: [{ name: "home_hero" }],
  });
  return json.personalizations[0]?.attributes.header;
}

describe("attune dev", { timeout: 30_000 }, () => {
  it("with nothing there serves the starter, and says where it is", async () => {
    const { said, site, salesforce, decisions } = await serve();
    expect(decisions).toBe(join(starter, "decisions.json"));
    expect(said).toContain("npx attune init");
    expect(await heroOf(salesforce)).toBe("Begin with a cup you will keep");
    expect((await ask(site)).text).toBe(packaged("index.html"));
    expect((await ask(`${site}decisions.json`)).status).toBe(404);
    expect(readdirSync(here)).toEqual([]);
  });

  it("serves what lies in the folder before it", async () => {
    writeFileSync(join(here, "index.html"), "<h1>Mine</h1>");
    const file = JSON.parse(packaged("decisions.json"));
    file.points.home_hero.rules = [
      { name: "mine", when: {}, answer: { attributes: { header: "Mine" } } },
    ];
    writeFileSync(join(here, "decisions.json"), JSON.stringify(file));
    const { site, salesforce, decisions } = await serve();
    expect(decisions).toBe("decisions.json");
    expect(await heroOf(salesforce)).toBe("Mine");
    expect((await ask(site)).text).toBe("<h1>Mine</h1>");
  });

  it("serves a site that is there with the starter's decisions", async () => {
    mkdirSync(join(here, "www"));
    writeFileSync(join(here, "www", "index.html"), "<h1>Shop</h1>");
    const { site, decisions } = await serve();
    expect(decisions).toBe(join(starter, "decisions.json"));
    expect((await ask(site)).text).toBe("<h1>Shop</h1>");
  });
});

describe("attune init", { timeout: 30_000 }, () => {
  it("writes a decision file and a page, which attune dev then serves", async () => {
    const { code, said } = await run(["init"]);
    expect([code, said]).toEqual([0, expect.stringMatching(/decisions\.json +written\n/)]);
    expect(said).toMatch(/index\.html +written\n/);
    expect(said).toMatch(/npx attune dev\n/);
    expect(readdirSync(here).sort()).toEqual(["decisions.json", "index.html"]);
    for (const file of readdirSync(here)) expect(mine(file)).toBe(packaged(file));
    const { site, decisions } = await serve();
    expect(decisions).toBe("decisions.json");
    expect((await ask(site)).text).toBe(packaged("index.html"));
  });

  it("never writes over a file that is there, and says so", async () => {
    writeFileSync(join(here, "index.html"), "mine");
    const { code, said } = await run(["init"]);
    expect(code).toBe(0);
    expect(said).toMatch(/index\.html +kept/);
    expect(said).toMatch(/decisions\.json +written/);
    expect(mine("index.html")).toBe("mine");
    const again = await run(["init"]);
    expect(again.said.match(/kept/g)).toHaveLength(2);
  });

  it("nor over a folder, nor through a link that leads nowhere", async () => {
    mkdirSync(join(here, "index.html"));
    symlinkSync(join(here, "elsewhere.json"), join(here, "decisions.json"));
    const { code, said } = await run(["init"]);
    expect(code).toBe(0);
    expect(said.match(/kept/g)).toHaveLength(2);
    expect(readdirSync(here).sort()).toEqual(["decisions.json", "index.html"]);
  });

  it("of two at once each file is written by one", async () => {
    const runs = await Promise.all([run(["init"]), run(["init"]), run(["init"])]);
    const all = runs.map(({ said }) => said).join("");
    expect(all.match(/ written/g)).toHaveLength(2);
    expect(all.match(/ kept/g)).toHaveLength(4);
    expect(mine("decisions.json")).toBe(packaged("decisions.json"));
  });

  it("names the folder to serve where attune dev would take another", async () => {
    mkdirSync(join(here, "www"));
    expect((await run(["init"])).said).toContain("npx attune dev --www .\n");
  });
});

it("the starter's decision file is sound", () => {
  expect(Object.keys(readDecisionFile(join(starter, "decisions.json")).points)).toEqual([
    "home_hero",
    "home_recommendations",
    "account_offer",
  ]);
});
