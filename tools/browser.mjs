import { existsSync } from "node:fs";

import { find, must, run, seconds } from "./command.mjs";

const chromes = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** `CHROME` and `CHROMEDRIVER` win over what is found on PATH. */
export function findBrowser() {
  return {
    chrome: process.env.CHROME ?? chromes.map((name) => find(name)).find(Boolean),
    driver: process.env.CHROMEDRIVER ?? find("chromedriver"),
  };
}

/** A Chromium and the driver that belongs to it: from Debian's packages where that is possible. */
export async function setUpBrowser(say) {
  if (isComplete()) return;
  if (!find("apt-get")) throw new Error(advice);
  const prefix = await findPrivilege();
  say("installing Chromium and its driver with apt-get");
  const began = performance.now();
  await installWithApt(prefix);
  if (!isComplete()) throw new Error(advice);
  say(`installed Chromium in ${seconds(began)}`);
}

const advice =
  "A Chromium (or Chrome) and the chromedriver of the same version are missing. Install both, or " +
  "set CHROME and CHROMEDRIVER to where they are, then try again. On Debian and Ubuntu: " +
  "apt-get install chromium chromium-driver";

function isComplete() {
  const { chrome, driver } = findBrowser();
  return Boolean(chrome && driver && existsSync(chrome) && existsSync(driver));
}

async function findPrivilege() {
  if (process.getuid?.() === 0) return [];
  const { code } = await run("sudo", ["-n", "true"]);
  if (code === 0) return ["sudo", "-n"];
  throw new Error(advice);
}

async function installWithApt(prefix) {
  const apt = (...args) => {
    const quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q"];
    const [program, ...rest] = [...prefix, ...quiet, ...args];
    return must(program, rest);
  };
  try {
    await apt("update");
    await apt("install", "--no-install-recommends", "chromium", "chromium-driver");
  } catch (error) {
    throw new Error(`${error.message}\n\n${advice}`, { cause: error });
  }
}
