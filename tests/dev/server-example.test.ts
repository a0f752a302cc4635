import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { type DevServer, startDev } from "../../js/dev/server.js";
import { ANY_PORTS, ask, journal, type Json, post } from "./stage.js";

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

// Each test starts a process of its own, which takes its time where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let server: DevServer;
beforeAll(async () => {
  server = await startDev({
    ports: ANY_PORTS,
    decisions: pathOf("www/decisions.json"),
    www: pathOf("www"),
    dist: pathOf("dist"),
  });
});
beforeEach(async () => {
  await ask(`${server.site}/__attune/journal`, { method: "DELETE" });
  await ask(`${server.site}/__attune/faults`, { method: "DELETE" });
});
afterAll(() => server.close());

const script = (fault: Json) =>
  post(`${server.site}/__attune/faults`, { service: "salesforce", ...fault });

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the documented example as its first lines say, with a deadline that a busy machine keeps. */
function run(more: NodeJS.ProcessEnv = {}): Promise<Run> {
  const own = { SALESFORCE_ENDPOINT: server.salesforce, SALESFORCE_TIMEOUT_MS: "30000" };
  const env = { ...process.env, ...own, ...more };
  const example = pathOf("docs/examples/ask-from-a-server.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [example], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

const exchanges = async (): Promise<string[]> =>
  (await journal(server)).map(({ kind, status }) => `${kind} ${status}`);

test("the example for servers gets a token and an authenticated decision", async () => {
  const { code, stdout, stderr } = await run();
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("account_offer");
  expect(stdout).toContain("CallToActionUrl");
  expect(await exchanges()).toEqual(["token 200", "decision 200"]);
});

test("it replaces a token that is refused, once", async () => {
  await script({ path: "/personalization/authenticated", status: 401, times: 1 });
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(stdout).toContain("CallToActionUrl");
  const all = ["token 200", "decision 401", "token 200", "decision 200"];
  expect(await exchanges()).toEqual(all);
});

test("it gives up where the new token is refused too, and says why", async () => {
  await script({ path: "/personalization/authenticated", status: 401 });
  const { code, stdout, stderr } = await run();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("answered 401");
  expect(await exchanges()).toEqual(["token 200", "decision 401", "token 200", "decision 401"]);
});

test("it asks nothing without a token, and tells no secret", async () => {
  const { code, stderr } = await run({ SALESFORCE_CLIENT_SECRET: "wr0ng-secret" });
  expect(code).toBe(1);
  expect(stderr).toContain("invalid_client");
  expect(stderr).not.toContain("wr0ng-secret");
  expect(await exchanges()).toEqual(["token 401"]);
});

test("it has one deadline", async () => {
  await script({ path: "/personalization/authenticated", delayMs: 120_000 });
  const { code, stderr } = await run({ SALESFORCE_TIMEOUT_MS: "400" });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^No decision: .*timeout/);
});

test("it follows no redirect with its token", async () => {
  const headers = { location: `${server.sitecore}/stolen` };
  await script({ path: "/personalization/authenticated", status: 307, headers });
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr).toContain("No decision");
  expect(await exchanges()).toEqual(["token 200", "decision 307"]);
});
