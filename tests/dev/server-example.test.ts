import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { startDev } from "../../js/dev/server.js";

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test("the documented example for servers gets a token and an authenticated decision", async () => {
  const server = await startDev({
    ports: { site: 0, salesforce: 0, sitecore: 0 },
    decisions: pathOf("www/decisions.json"),
    www: pathOf("www"),
    dist: pathOf("dist"),
  });
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [pathOf("docs/examples/ask-from-a-server.mjs")],
      { env: { ...process.env, SALESFORCE_ENDPOINT: server.salesforce } },
    );
    expect(stdout).toContain("account_offer");
    expect(stdout).toContain("CallToActionUrl");
  } finally {
    await server.close();
  }
});
