// The demo storefront with both vendor emulators: `npm start`, `npm start -- --port 5000`.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { build } from "./build.mjs";
import { setUpOrExit } from "./setup.mjs";
import { root } from "./versions.mjs";

const ports = readPorts();
await setUpOrExit();
try {
  await build();
  await serve();
} catch (error) {
  console.error(`\nstart failed: ${error.message}`);
  process.exit(1);
}

/** The site's port; the two services take the next ones, because each has to be an origin of its own. */
function readPorts() {
  const { values } = parseArgs({ options: { port: { type: "string" } } });
  if (values.port === undefined) return undefined;
  const site = Number(values.port);
  if (Number.isInteger(site) && site >= 0 && site <= 65533) {
    return site === 0
      ? { site: 0, salesforce: 0, sitecore: 0 }
      : { site, salesforce: site + 1, sitecore: site + 2 };
  }
  console.error("--port takes a number between 0 and 65533");
  return process.exit(2);
}

async function serve() {
  const { startDev } = await import(pathToFileURL(join(root, "dist/dev.js")).href);
  const server = await startDev({
    ...(ports && { ports }),
    decisions: join(root, "www/decisions.json"),
    www: join(root, "www"),
    dist: join(root, "dist"),
    onDecisionFile: (problem) => console.error(problem?.message ?? "decisions.json is good again"),
  });
  console.log(`\nshop        ${server.site}/`);
  console.log(`inspector   ${server.site}/inspector/`);
  console.log(`salesforce  ${server.salesforce}`);
  console.log(`sitecore    ${server.sitecore}\n\nCtrl+C ends it.`);
  const end = () => void server.close().then(() => process.exit(0));
  process.once("SIGINT", end).once("SIGTERM", end);
}
