// The demo storefront with both vendor emulators: `npm start`, `npm start -- --port 5000`.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { build } from "./build.mjs";
import { setUpOrExit } from "./setup.mjs";
import { root } from "./versions.mjs";

const { ports, hosts } = readOptions();
await setUpOrExit();
try {
  await build();
  await serve();
} catch (error) {
  console.error(`\nstart failed: ${error.message}`);
  process.exit(1);
}

/** The site's port; the two services take the next ones, because each has to be an origin of its own. */
function readOptions() {
  const options = { port: { type: "string" }, host: { type: "string", multiple: true } };
  const { port, host: hosts = [] } = parseArgs({ options }).values;
  if (port === undefined) return { ports: undefined, hosts };
  const site = Number(port);
  if (Number.isInteger(site) && site >= 0 && site <= 65533) {
    const after = (step) => (site === 0 ? 0 : site + step);
    return { ports: { site, salesforce: after(1), sitecore: after(2) }, hosts };
  }
  console.error("--port takes a number between 0 and 65533");
  return process.exit(2);
}

async function serve() {
  const { startDev } = await import(pathToFileURL(join(root, "dist/dev.js")).href);
  const server = await startDev({
    ...(ports && { ports }),
    hosts,
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
