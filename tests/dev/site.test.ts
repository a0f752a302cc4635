import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type DevServer, startDev } from "../../js/dev/server.js";
import { ANY_PORTS, APP, ask, DECISIONS, KEY } from "./stage.js";

const folder = mkdtempSync(join(tmpdir(), "attune-site-"));
const www = join(folder, "www");
const dist = join(folder, "dist");
let at: DevServer;

beforeAll(async () => {
  mkdirSync(join(www, "shop"), { recursive: true });
  mkdirSync(dist);
  writeFileSync(join(www, "index.html"), "<h1>Home</h1>");
  writeFileSync(join(www, "shop", "index.html"), "<h1>Shop</h1>");
  writeFileSync(join(www, "a b.svg"), "<svg/>");
  writeFileSync(join(www, ".env"), "SECRET=1");
  writeFileSync(join(www, "decisions.json"), readFileSync(DECISIONS));
  writeFileSync(join(folder, "outside.txt"), "outside");
  symlinkSync(join(folder, "outside.txt"), join(www, "link.txt"));
  writeFileSync(join(dist, "attune.js"), "/* attune */");
  writeFileSync(join(dist, "attune.wasm"), Buffer.from([0, 97, 115, 109]));
  const decisions = join(www, "decisions.json");
  at = await startDev({ ports: ANY_PORTS, decisions, www, dist });
});

afterAll(async () => {
  await at.close();
  rmSync(folder, { recursive: true });
});

/** The request line goes out as it is written; fetch would tidy it up first. */
function raw(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(at.site);
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    });
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}

describe("files", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "<h1>Home</h1>"],
    ["/?utm_source=x", "text/html; charset=utf-8", "<h1>Home</h1>"],
    ["/index.html", "text/html; charset=utf-8", "<h1>Home</h1>"],
    ["/shop/", "text/html; charset=utf-8", "<h1>Shop</h1>"],
    ["/a%20b.svg", "image/svg+xml; charset=utf-8", "<svg/>"],
    ["/attune.js", "text/javascript; charset=utf-8", "/* attune */"],
    ["/dist/attune.js", "text/javascript; charset=utf-8", "/* attune */"],
    ["/dist/attune.wasm", "application/wasm", "\0asm"],
  ])("%s", async (path, type, body) => {
    const { status, headers, text } = await ask(`${at.site}${path}`);
    expect([status, headers.get("content-type"), text]).toEqual([200, type, body]);
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("are not sent again while they are the same", async () => {
    const first = await ask(`${at.site}/`);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^".+"$/);
    const again = await ask(`${at.site}/`, { headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    writeFileSync(join(www, "index.html"), "<h1>Home!</h1>");
    const changed = await ask(`${at.site}/`, { headers: { "if-none-match": etag } });
    expect([changed.status, changed.text]).toEqual([200, "<h1>Home!</h1>"]);
    writeFileSync(join(www, "index.html"), "<h1>Home</h1>");
  });

  it("answer HEAD with the length alone", async () => {
    const { status, headers, text } = await ask(`${at.site}/attune.js`, { method: "HEAD" });
    expect([status, headers.get("content-length"), text]).toEqual([200, "12", ""]);
  });

  it("of a folder lie behind its slash", async () => {
    const { status, headers } = await ask(`${at.site}/shop?x=1`);
    expect([status, headers.get("location")]).toEqual([301, "/shop/?x=1"]);
  });

  it("are read, never written", async () => {
    const { status, headers } = await ask(`${at.site}/index.html`, { method: "POST", body: "x" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});

describe("what is not there", () => {
  it("has a page of its own, or the site's", async () => {
    const plain = await ask(`${at.site}/nowhere`);
    expect(plain.status).toBe(404);
    expect(plain.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(plain.text).toContain("Nothing here");
    writeFileSync(join(www, "404.html"), "<h1>Lost</h1>");
    const own = await ask(`${at.site}/nowhere`);
    expect([own.status, own.text]).toEqual([404, "<h1>Lost</h1>"]);
    rmSync(join(www, "404.html"));
  });

  it.each(["/index.html/", "/shop/nothing", "/dist/", "/dist/nothing.js", "/%E0%A4%A", "/a%00b"])(
    "is not %s",
    async (path) => {
      expect((await ask(`${at.site}${path}`)).status).toBe(404);
    },
  );
});

describe("no address leaves the folder", () => {
  it.each([
    "/../outside.txt",
    "/shop/../../outside.txt",
    "/%2e%2e/outside.txt",
    "/..%2foutside.txt",
    "/..%5coutside.txt",
    "/%252e%252e/outside.txt",
    "/dist/../../outside.txt",
    "/dist/%2e%2e/outside.txt",
    "/inspector/..%2f..%2f..%2foutside.txt",
    "/inspector/%2e%2e/server.ts",
    "//outside.txt",
    "/link.txt",
    "/.env",
    "/shop/%2eenv",
  ])("%s", async (target) => {
    const answer = await raw(target);
    expect(answer).toMatch(/^HTTP\/1\.1 (404|400)/);
    expect(answer).not.toMatch(/outside\n|SECRET|startDev/);
  });

  it("and none reads the decision file, which holds a client secret", async () => {
    for (const path of ["/decisions.json", "/shop/../decisions.json", "/%64ecisions.json"]) {
      const answer = await raw(path);
      expect(answer).toMatch(/^HTTP\/1\.1 404/);
      expect(answer).not.toContain("a-secret-of-the-server");
    }
  });
});

describe("the environment", () => {
  it("names both services as a classic script, without a secret", async () => {
    const { headers, text } = await ask(`${at.site}/environment.js`);
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const window = {} as Record<string, unknown>;
    new Function("window", text)(window); // eslint-disable-line no-new-func -- it is a script
    expect(window).toEqual({
      ATTUNE_ENVIRONMENT: {
        salesforce: { endpoint: at.salesforce, appSourceId: APP },
        sitecore: {
          endpoint: at.sitecore,
          clientKey: KEY,
          pointOfSale: "shop.example",
          contextId: "edge-context",
          siteName: "shop",
        },
      },
    });
    expect(text).not.toContain("secret");
  });
});

describe("the listeners", () => {
  it("are three origins on loopback", () => {
    const origins = [at.site, at.salesforce, at.sitecore];
    expect(new Set(origins).size).toBe(3);
    for (const origin of origins) expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("give way where a default port is taken, and say so where a given one is", async () => {
    const one = await startDev({ decisions: DECISIONS });
    const two = await startDev({ decisions: DECISIONS });
    try {
      expect(two.site).not.toBe(one.site);
      const site = Number(new URL(one.site).port);
      const taken = startDev({ decisions: DECISIONS, ports: { ...ANY_PORTS, site } });
      await expect(taken).rejects.toThrow(`Port ${site} is taken`);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  it("close even while somebody listens to the stream", async () => {
    const server = await startDev({ ports: ANY_PORTS, decisions: DECISIONS });
    const response = await fetch(`${server.site}/__attune/stream`);
    await server.close();
    await expect(fetch(server.site)).rejects.toThrow();
    await response.body?.cancel().catch(() => {});
  });

  it("need a folder that exists", async () => {
    const missing = startDev({ ports: ANY_PORTS, decisions: DECISIONS, www: join(folder, "no") });
    await expect(missing).rejects.toThrow("does not exist");
  });

  it("serve the tools alone where there is no site", async () => {
    const server = await startDev({ ports: ANY_PORTS, decisions: DECISIONS });
    try {
      expect((await ask(`${server.site}/`)).status).toBe(404);
      expect((await ask(`${server.site}/inspector/`)).status).toBe(200);
      expect((await ask(`${server.site}/inspector`)).status).toBe(301);
    } finally {
      await server.close();
    }
  });

  it("survive what is no HTTP", async () => {
    for (const address of [at.site, at.salesforce, at.sitecore]) {
      const { hostname, port } = new URL(address);
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () =>
          socket.end("\x16\x03\x01 nonsense\r\n\r\n"),
        );
        socket.on("error", () => resolve());
        socket.on("close", () => resolve());
        socket.resume();
      });
      expect((await fetch(address)).status).toBeLessThan(500);
    }
    expect(await raw("http://[::")).toMatch(/^HTTP\/1\.1 4\d\d/);
  });
});
