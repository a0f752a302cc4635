// DNS rebinding: a page elsewhere points its own name at loopback, and is then of our origin.
import { connect } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type DevServer, startDev } from "../../js/dev/server.js";
import { ANY_PORTS, DECISIONS, journal } from "./stage.js";

const servers = ["site", "salesforce", "sitecore"] as const;
const NAMED = ["Shop.Test", "münchen.example."];
let at: DevServer;

beforeAll(async () => {
  at = await startDev({ ports: ANY_PORTS, decisions: DECISIONS, hosts: NAMED });
});
afterAll(() => at.close());

/** Written by hand: no client lets one choose its Host so freely. */
function statusOf(address: string, path: string, head: string[]): Promise<number> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write([`GET ${path} ${head.join("\r\n")}`, "Connection: close", "", ""].join("\r\n"));
    });
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])));
  });
}

const withHost = (address: string, host: string, ...more: string[]) =>
  statusOf(address, "/__attune/journal", ["HTTP/1.1", `Host: ${host}`, ...more]);

describe.each(servers)("the server of %s", (server) => {
  it.each([
    "127.0.0.1",
    "127.0.0.1:4400",
    "127.8.9.10:80",
    "localhost",
    "LocalHost:1",
    "localhost.:4400",
    "localhost:",
    "visitor-1.shop.localhost:4400",
    "[::1]",
    "[::1]:4400",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]:4400",
  ])("answers on loopback: %s", async (host) => {
    expect(await withHost(at[server], host)).not.toBe(421);
  });

  it.each(["shop.test", "SHOP.test.:4400", "xn--mnchen-3ya.example"])(
    "answers where it is named: %s",
    async (host) => {
      expect(await withHost(at[server], host)).not.toBe(421);
    },
  );

  it.each([
    "evil.example",
    "evil.example:4400",
    "evil.test",
    "evil.invalid",
    "www.shop.test",
    "127.0.0.1.evil.com",
    "localhost.evil.com:4400",
    "evillocalhost",
    "localhost..",
    ".localhost",
    "a..localhost",
    "127.0.0.1..",
    "127.0.0.256",
    "127.1",
    "0.0.0.0:4400",
    "10.0.0.1",
    "[::]",
    "[::2]:4400",
    "[fe80::1]",
    "[::ffff:10.0.0.1]",
    "::1",
    "[::1",
    "[::1].evil.com",
    "localhost:4400:evil",
    "localhost:x",
    "evil.com@localhost",
    "localhost, evil.com",
    "localhost/evil",
    "",
  ])("refuses what another page could have pointed here: %s", async (host) => {
    expect(await withHost(at[server], host)).toBe(421);
  });

  it("believes the Host alone, not what a proxy would say of it", async () => {
    const forwarded = ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"];
    expect(await withHost(at[server], "localhost", ...forwarded)).not.toBe(421);
    const claimed = ["X-Forwarded-Host: localhost", "Forwarded: host=localhost"];
    expect(await withHost(at[server], "evil.example", ...claimed)).toBe(421);
  });

  it("refuses who says no host at all", async () => {
    expect(await statusOf(at[server], "/", ["HTTP/1.0"])).toBe(421);
    expect(await statusOf(at[server], "/", ["HTTP/1.1"])).toBe(400);
  });
});

it("a refused request is not recorded, and is told what would let it in", async () => {
  const before = await journal(at);
  const { hostname, port } = new URL(at.sitecore);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
    );
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
  expect(answer).toContain("--host");
  expect(answer).not.toMatch(/access-control-allow-origin|evil/i);
  expect(await journal(at)).toEqual(before);
});

it.each(["", "a b", "shop.test:4400", "http://shop.test", "*.shop.test", "shop.test/x", "[::1"])(
  "%j is no name to start with",
  async (host) => {
    const start = startDev({ ports: ANY_PORTS, decisions: DECISIONS, hosts: [host] });
    await expect(start).rejects.toThrow("is no host name");
  },
);
