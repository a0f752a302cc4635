import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, describe, expect, it } from "vitest";

import { DecisionFileError, readDecisionFile } from "../../js/dev/decision-file.js";
import { startDev } from "../../js/dev/server.js";
import { ANY_PORTS, DECISIONS, post } from "./stage.js";

const folder = mkdtempSync(join(tmpdir(), "attune-decisions-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the file is broken on purpose
type Breakable = any;

/** The fixture with something changed in it. */
function changed(change: (file: Breakable) => void): string {
  const file: Breakable = JSON.parse(readFileSync(DECISIONS, "utf8"));
  change(file);
  return written(file);
}

function problems(path: string): string[] {
  try {
    readDecisionFile(path);
  } catch (cause) {
    if (!(cause instanceof DecisionFileError)) throw cause;
    expect(cause.message).toContain(path);
    return cause.problems.map((each) => `${each.path}: ${each.expected}`);
  }
  return [];
}

describe("a decision file", () => {
  it.each([DECISIONS, fileURLToPath(new URL("../../www/decisions.json", import.meta.url))])(
    "is sound: %s",
    (path) => {
      expect(problems(path)).toEqual([]);
    },
  );

  it("tells all its problems at once, each with its path and what is expected", () => {
    const path = changed((file) => {
      file.salesforce.appSourceId = "1";
      delete file.sitecore.clientKey;
      file.catalog[1].price = "74";
      file.points.home_hero.rules[0].when.campain = { source: "x" };
      file.points.home_hero.rules[1].when.visit = { atLeast: 0 };
      file.points.home_hero.rules[2].answer = { attributes: {}, nothing: true };
      file.points["no such service"] = { services: ["adobe"], rules: [] };
    });
    expect(problems(path)).toEqual([
      "salesforce.appSourceId: a UUID",
      "sitecore.clientKey: a text that is not blank",
      "catalog[1].price: a number, 0 or more",
      expect.stringMatching(
        /^points\.home_hero\.rules\[0\]\.when\.campain: no such member; known are campaign, visit,/,
      ),
      "points.home_hero.rules[1].when.visit.atLeast: a whole number, 1 or more",
      "points.home_hero.rules[2].answer: one of attributes and/or items, nothing, or body",
      'points["no such service"].services[0]: one of "salesforce", "sitecore"',
    ]);
  });

  it("may not contradict itself", () => {
    const path = changed((file) => {
      file.points.demo_hero.dataspace = "elsewhere";
      file.points.home_recommendations.rules[0].answer.items = ["SKU-1", "SKU-99"];
      file.points.home_recommendations.id = file.points.home_hero.id;
      file.catalog.push(file.catalog[0]);
    });
    expect(problems(path)).toEqual([
      "catalog: each id once, not twice SKU-1",
      "points: each id once, not twice 9pp000000000001YAA",
      "points.home_recommendations.rules[0].answer.items: ids of the catalog, which has no SKU-99",
      "points.demo_hero.dataspace: one of salesforce.dataspaces",
    ]);
  });

  it.each<[string, unknown]>([
    ["text", "nope"],
    ["a list", []],
    ["null", "null"],
    ["points that are a list", { points: [] }],
  ])("is more than %s", (_what, content) => {
    expect(problems(written(content)).length).toBeGreaterThan(0);
  });

  it("has to be there", () => {
    expect(problems(join(folder, "nowhere.json"))).toEqual(["(the file): a file that can be read"]);
  });

  it("stops the start where it is wrong", async () => {
    const path = changed((file) => delete file.points);
    await expect(startDev({ ports: ANY_PORTS, decisions: path })).rejects.toThrow(
      /1 problem\(s\):\n {2}points: expected an object/,
    );
  });
});

describe("an edit", () => {
  const ask = async (salesforce: string) => {
    const { json } = await post(`${salesforce}/personalization/decisions`, {
      context: { individualId: "a" },
      personalizationPoints: [{ name: "home_hero" }],
    });
    return json.personalizations[0]?.attributes.Header;
  };

  it("counts at once; a broken one leaves the last good state in force and is told", async () => {
    const path = join(folder, "live.json");
    cpSync(DECISIONS, path);
    const told: (string | undefined)[] = [];
    const at = await startDev({
      ports: ANY_PORTS,
      decisions: path,
      onDecisionFile: (problem) => told.push(problem?.problems[0]?.path),
    });
    try {
      const good = readFileSync(path, "utf8");
      expect(await ask(at.salesforce)).toBe("Welcome");
      writeFileSync(path, good.replace('"Welcome" ', '"Edited, live" '));
      expect(await ask(at.salesforce)).toBe("Edited, live");
      writeFileSync(path, good.replace('"visits"', '"visit"'));
      expect(await ask(at.salesforce)).toBe("Edited, live");
      rmSync(path);
      expect(await ask(at.salesforce)).toBe("Edited, live");
      writeFileSync(path, good);
      expect(await ask(at.salesforce)).toBe("Welcome");
      expect(told).toEqual([undefined, "visit", "(the file)", undefined]);
    } finally {
      await at.close();
    }
  });
});
