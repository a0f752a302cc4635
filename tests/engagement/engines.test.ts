// The instruments first: what the other files here trust the engines to do.
import type { IncomingMessage, ServerResponse } from "node:http";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { engineNames, inEngine } from "../engines/engines.js";
import { WebServer } from "../support/web_server.js";

const page = `<!doctype html><title>A page</title><link rel="icon" href="data:,">
<body style="margin: 0; height: 4000px"><p style="height: 2000px">Above</p>
<label id="label" style="display: block">Label <input type="checkbox"></label>
<a id="link" href="/elsewhere" style="display: block; width: 200px">Link</a>
<script>
  window.heard = [];
  for (const kind of ["click", "auxclick"]) addEventListener(kind, (event) => {
    if (event.target.id === "link") event.preventDefault();
    heard.push([kind, event.button, event.isTrusted, event.target.localName].join(" "));
  });
  addEventListener("pageshow", (event) => { window.isRestored = event.persisted; });
</script>`;

class Pages extends WebServer {
  protected serve(_: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/html" }).end(page);
  }
}

declare const heard: string[];
declare const isRestored: boolean;

describe.each(engineNames)("%s", (name) => {
  let pages: Pages;
  beforeAll(async () => void (pages = (await new Pages().listen()) as Pages));
  afterAll(() => pages.close());
  const at = (path: string) => `http://engines.localhost:${pages.port}${path}`;

  inEngine(name, (engine) => {
    test("presses as a person does, where the element is", async () => {
      const page = await engine().open();
      await page.goto(at("/"));
      await page.press("#label");
      await page.press("#link");
      await page.press("#link", "middle");
      expect(await page.evaluate(() => heard)).toEqual([
        "click 0 true label",
        "click 0 true input",
        "click 0 true a",
        "auxclick 1 true a",
      ]);
      await page.close();
    });

    test("shows every window, of the size that is asked for", async () => {
      const windows = [await engine().open(), await engine().open()];
      for (const page of windows) await page.goto(at("/"));
      for (const page of windows) {
        expect(await page.evaluate(() => document.visibilityState)).toBe("visible");
        await page.resize(500, 600);
        expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([500, 600]);
      }
      for (const page of windows) await page.close();
    });

    test("waits for promises, and brings a page back out of its cache", async () => {
      const page = await engine().open();
      await page.goto(at("/"));
      const later = (value: number) => new Promise<number>((done) => setTimeout(done, 100, value));
      expect(await page.evaluate(later, 7)).toBe(7);
      await page.goto(at("/elsewhere"));
      await page.back();
      expect(await page.evaluate(() => [location.pathname, isRestored])).toEqual(["/", true]);
      await page.close();
    });
  });
});
