import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { setStage } from "../delivery/stage.js";
import { type Service, services } from "../delivery/visitor.js";
import { hasCorpora, jsonTestSuite, naughtyStrings, ownSamples, type Sample } from "./corpus.js";
import type { Exchange } from "./decision_server.js";
import { Visit } from "./visit.js";

const stage = setStage(import.meta.url);
/** Deeper answers are refused (delivery-and-security.md 4.4). */
const deepest = 64;

type Wrap = (point: string, bytes: Uint8Array) => Uint8Array;

const join = (...parts: Array<string | Uint8Array>): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

/** The sample as a value somewhere in an answer of the service. */
const within: Record<Service, Wrap> = {
  salesforce: (point, bytes) =>
    join(
      `{"personalizations":[{"personalizationId":"p","personalizationPointName":"${point}","data":[],"attributes":{"probe":`,
      bytes,
      "}}]}",
    ),
  sitecore: (_, bytes) => join('{"probe":', bytes, "}"),
};

/** The sample is the answer. */
const whole: Wrap = (_, bytes) => bytes;

describe.each(services)("what %s says", (service) => {
  let visit: Visit;
  let count = 0;

  beforeAll(async () => {
    const config = { decisionCacheMs: 3_600_000 };
    visit = await Visit.begin(stage, service, { config, before: ["oracle"] });
  });

  afterAll(() => visit.end());

  async function problemsOf(samples: Sample[], wrap: Wrap): Promise<string[]> {
    const { tab, caller } = visit;
    const problems: string[] = [];
    for (const { name, bytes } of samples) {
      const point = `point_${count++}`;
      const body = wrap(point, bytes);
      caller.server.script = (exchange: Exchange) => exchange.say({ status: 200, body, ...typed });
      const given = [service, point, Buffer.from(body).toString("base64"), deepest];
      const call = `oracle.compare(${given.map((each) => JSON.stringify(each)).join()})`;
      const problem = await tab.evaluate<string>(call);
      if (problem) problems.push(`${name}: ${problem}`);
    }
    return problems;
  }

  const typed = { headers: { "Content-Type": "application/json" } };

  test("reaches the page as the browser reads it, first, shared and reused", async () => {
    expect(await problemsOf(ownSamples, within[service])).toEqual([]);
  });

  test("is an answer if it is JSON, and else a bad response", async () => {
    const samples = service === "sitecore" ? ownSamples : ownSamples.filter(isNoEnvelope);
    expect(await problemsOf(samples, whole)).toEqual([]);
  });

  test("may be anything of a public corpus", async ({ skip }) => {
    if (!hasCorpora) skip("The public corpora are not there (ATTUNE_CORPORA).");
    const suite = jsonTestSuite();
    expect(suite.length).toBeGreaterThan(100);
    const text = JSON.stringify(naughtyStrings().map((each) => ({ [each]: each })));
    const naughty = [{ name: "naughty strings", bytes: Buffer.from(text) }];
    expect(await problemsOf([...suite, ...naughty], within[service])).toEqual([]);
    expect(await problemsOf(suite.filter(isNoEnvelope), whole)).toEqual([]);
  }, 240_000);
});

/** Salesforce's envelope would need its points to be read; nothing here is one. */
function isNoEnvelope({ bytes }: Sample): boolean {
  return !Buffer.from(bytes).includes("personalizations");
}
