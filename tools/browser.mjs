import { existsSync } from "node:fs";

import { find, must, run, seconds } from "./command.mjs";

const chromes = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const firefoxes = ["firefox-esr", "firefox"];

/** The engines that the tests drive, and what each takes. Without the first there is no test at all. */
const engines = [
  {
    name: "chromium",
    programs: ["chrome", "driver"],
    packages: ["chromium", "chromium-driver"],
    advice:
      "A Chromium (or Chrome) and the chromedriver of the same version are missing. Install both, or " +
      "set CHROME and CHROMEDRIVER to where they are, then try again.",
  },
  {
    name: "firefox",
    programs: ["firefox"],
    packages: ["firefox-esr"],
    advice: "A Firefox is missing. Install it, or set FIREFOX to where it is.",
  },
  {
    name: "webkit",
    programs: ["webkitDriver", "xvfb", "xdotool"],
    // The driver brings the library, and that the browser which belongs to it.
    packages: ["webkit2gtk-driver", "xvfb", "xdotool"],
    advice:
      "WebKitGTK's driver, a screen for it or a mouse for that is missing. Install WebKitWebDriver, Xvfb " +
      "and xdotool, or set WEBKIT_WEBDRIVER, XVFB and XDOTOOL to where they are.",
  },
];

/** `CHROME` and the like win over what is found on PATH. */
export function findBrowser() {
  const { CHROME, CHROMEDRIVER, FIREFOX, WEBKIT_WEBDRIVER, XVFB, XDOTOOL } = process.env;
  const first = (names) => names.map((name) => find(name)).find(Boolean);
  return {
    chrome: CHROME ?? first(chromes),
    driver: CHROMEDRIVER ?? find("chromedriver"),
    firefox: FIREFOX ?? first(firefoxes),
    webkitDriver: WEBKIT_WEBDRIVER ?? find("WebKitWebDriver"),
    xvfb: XVFB ?? find("Xvfb"),
    xdotool: XDOTOOL ?? find("xdotool"),
  };
}

/** What an engine lacks on this machine, in words for who can install it; undefined if nothing. */
export function adviceFor(name) {
  const engine = engines.find((engine) => engine.name === name);
  return isComplete(engine) ? undefined : adviceOf(engine);
}

/**
 * Chromium, Firefox and WebKit: from Debian's packages where that is possible. Only Chromium has to be
 * there; the suites that need another one say that it is missing.
 */
export async function setUpBrowser(say) {
  const missing = engines.filter((engine) => !isComplete(engine));
  for (const engine of missing) {
    try {
      await install(engine, say, engine === missing[0]);
    } catch (error) {
      if (engine.name === "chromium") throw error;
      say(`going on without ${engine.name}: ${error.message}`);
    }
  }
}

async function install(engine, say, isFirst) {
  const advice = adviceOf(engine);
  if (!find("apt-get")) throw new Error(advice);
  const prefix = await findPrivilege(advice);
  say(`installing ${engine.packages.join(" and ")} with apt-get`);
  const began = performance.now();
  await installWithApt(prefix, engine.packages, advice, isFirst);
  if (!isComplete(engine)) throw new Error(advice);
  say(`installed ${engine.name} in ${seconds(began)}`);
}

function adviceOf({ advice, packages }) {
  return `${advice} On Debian and Ubuntu: apt-get install ${packages.join(" ")}`;
}

function isComplete({ programs }) {
  const found = findBrowser();
  return programs.every((program) => found[program] && existsSync(found[program]));
}

async function findPrivilege(advice) {
  if (process.getuid?.() === 0) return [];
  const { code } = await run("sudo", ["-n", "true"]);
  if (code === 0) return ["sudo", "-n"];
  throw new Error(advice);
}

async function installWithApt(prefix, packages, advice, isFirst) {
  const apt = (...args) => {
    const quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q"];
    // Where another one installs just now, its end is waited for.
    const [program, ...rest] = [...prefix, ...quiet, "-o", "DPkg::Lock::Timeout=300", ...args];
    return must(program, rest);
  };
  try {
    if (isFirst) await apt("update");
    await apt("install", "--no-install-recommends", ...packages);
  } catch (error) {
    throw new Error(`${error.message}\n\n${advice}`, { cause: error });
  }
}
