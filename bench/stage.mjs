// Everything a measurement plays on: the site with a page for each contender and job, the services,
// the browser.
import { openBrowser } from "./browser.mjs";
import { bundle, built } from "./bundles.mjs";
import { fileOf, pageOf } from "./pages.mjs";
import { openServices } from "./services.mjs";
import { openSite } from "./site.mjs";

/** @param preflightSeconds - how long the browser may keep a preflight's answer */
export async function openStage(contenders, { preflightSeconds } = {}) {
  const files = new Map([
    ["/attune.js", built("attune.js")],
    ["/attune.wasm", built("attune.wasm")],
  ]);
  const pages = new Map([["/empty.html", pageOf()]]);
  for (const contender of contenders) {
    for (const job of contender.jobs) {
      pages.set(pathOf(contender, job), pageOf(contender, job));
      if (["bundle", "module"].includes(contender.script)) {
        const path = `/${contender.key}.${fileOf(job)}.js`;
        if (!files.has(path)) files.set(path, await bundle(contender, fileOf(job)));
      }
    }
  }
  const services = await openServices({ preflightSeconds });
  const site = await openSite({ pages, files });
  const browser = await openBrowser(services);
  return { site, services, browser, close: () => close({ site, services, browser }) };
}

export const pathOf = ({ key }, job) => `/${key}.${job}.html`;

async function close({ site, services, browser }) {
  await browser.close();
  await site.close();
  await services.close();
  if (services.missed.length === 0) return;
  throw new Error(`The services could not answer ${[...new Set(services.missed)].join(", ")}`);
}
