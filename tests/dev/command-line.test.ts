import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CommandError, readCommand } from "../../js/dev/command-line.js";
import { DECISIONS } from "./stage.js";

const CLI = fileURLToPath(new URL("../../js/dev/cli.ts", import.meta.url));

describe("the words", () => {
  it.each<[string[], object]>([
    [["dev"], { name: "dev", decisions: undefined, www: undefined, port: undefined, hosts: [] }],
    [["dev", "--port", "0"], { name: "dev", port: 0 }],
    [["dev", "--port=5000", "--www=site"], { name: "dev", port: 5000, www: "site" }],
    [["--decisions", "a.json", "dev"], { name: "dev", decisions: "a.json" }],
    [["dev", "--host", "a.test", "--host=b.test"], { name: "dev", hosts: ["a.test", "b.test"] }],
    [["init"], { name: "init" }],
    [["--help"], { name: "help" }],
    [["init", "--help"], { name: "help" }],
    [["dev", "-h"], { name: "help" }],
    [[], { name: "help" }],
    [["--version"], { name: "version" }],
  ])("%j", (words, command) => {
    expect(readCommand(words)).toMatchObject(command);
  });

  it.each<[string[], string]>([
    [["dev", "--prot", "1"], "There is no option --prot."],
    [["dev", "-x"], "There is no option -x."],
    [["serve"], "There is no command serve;"],
    [["dev", "now"], "There is no command dev now;"],
    [["init", "here"], "There is no command init here;"],
    [["init", "--port", "1"], "attune init has no option --port"],
    [["--port", "1"], "There is no command;"],
    [["dev", "--port", "x"], '--port must be a number from 0 to 65533, not "x".'],
    [["dev", "--port", "65534"], "--port must be a number"],
    [["dev", "--port", "-1"], "--port"],
    [["dev", "--port"], "--port"],
    [["dev", "--host"], "--host"],
    [["dev", "--help=yes"], "--help"],
  ])("%j are refused with a sentence", (words, sentence) => {
    expect(() => readCommand(words)).toThrow(CommandError);
    expect(() => readCommand(words)).toThrow(sentence);
  });
});

interface Run {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
}

describe("the program", { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "attune-cli-"));
  const program = join(folder, "cli.mjs");

  beforeAll(async () => {
    await build({
      entryPoints: [CLI],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      define: { __VERSION__: '"1.2.3"' },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function start(...words: string[]): Run {
    const child = spawn(process.execPath, [program, ...words], { cwd: folder });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    return { child, out: () => out, err: () => err, ended };
  }

  it("shows its help and its version", async () => {
    const help = start("--help");
    expect(await help.ended).toBe(0);
    expect(help.out()).toContain(
      "attune dev [--decisions file] [--www folder] [--port number] [--host name]",
    );
    const version = start("--version");
    expect(await version.ended).toBe(0);
    expect(version.out()).toBe("1.2.3\n");
  });

  it("refuses what it does not know with one sentence", async () => {
    const run = start("dev", "--prot", "1");
    expect(await run.ended).toBe(2);
    expect(run.err()).toBe("attune: There is no option --prot. See attune --help.\n");
  });

  it("refuses a host that is no name", async () => {
    const run = start("dev", "--host", "http://shop.test", "--decisions", DECISIONS, "--www", ".");
    expect(await run.ended).toBe(1);
    expect(run.err()).toMatch(/^attune: "http:\/\/shop.test" is no host name; [^\n]+\n$/);
  });

  it("tells the problems of a decision file without a stack", async () => {
    const run = start("dev", "--decisions", program, "--port", "0");
    expect(await run.ended).toBe(1);
    expect(run.err()).toMatch(/^attune: The decision file .* has 1 problem\(s\):\n/);
    expect(run.err()).not.toMatch(/\n\s+at /);
  });

  it("serves, prints its addresses, and ends cleanly on Ctrl+C", async () => {
    const run = start("dev", "--decisions", DECISIONS, "--www", dirname(DECISIONS), "--port", "0");
    await expect.poll(run.out, { timeout: 20_000 }).toContain("Ctrl+C stops it.");
    const site = /site +(http:\S+)\//.exec(run.out())?.[1] ?? "";
    for (const name of ["inspector", "Salesforce", "Sitecore", "decisions"]) {
      expect(run.out()).toMatch(new RegExp(`^ {2}${name} +\\S+`, "m"));
    }
    const stream = await fetch(`${site}/__attune/stream`);
    run.child.kill("SIGINT");
    expect(await run.ended).toBe(0);
    expect(run.out()).toContain("Stopped.");
    expect(run.err()).toBe("");
    await stream.body?.cancel().catch(() => {});
  });
});
