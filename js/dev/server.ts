import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { type DecisionFileError, LiveDecisionFile } from "./decision-file.js";
import { emulate } from "./exchange.js";
import { Faults } from "./faults.js";
import { hostGuard } from "./host.js";
import { Journal } from "./journal.js";
import { listen, type Listener } from "./listener.js";
import { salesforceEmulator } from "./salesforce/emulator.js";
import { Tokens } from "./salesforce/tokens.js";
import type { Controls } from "./site/control.js";
import type { Origins } from "./site/environment.js";
import { type Folders, site } from "./site/site.js";
import { Streams } from "./site/stream.js";
import { sitecoreEmulator } from "./sitecore/emulator.js";
import { Visits } from "./visits.js";

export interface DevOptions {
  /** 0 is any free port. A port given here must be free; a default one gives way to the next. */
  ports?: { site?: number; salesforce?: number; sitecore?: number };
  /** The decision file. */
  decisions: string;
  /** The site's folder; without it only the tools are served. */
  www?: string;
  /** Where the built package lies; default: beside this file. */
  dist?: string;
  /** Host names to answer to beside those of loopback. */
  hosts?: readonly string[];
  /** Told when an edit of the decision file does not hold together, and null when it does again. */
  onDecisionFile?: (problem: DecisionFileError | null) => void;
}

export interface DevServer extends Origins {
  close(): Promise<void>;
}

const DEFAULT_PORTS = { site: 4400, salesforce: 4401, sitecore: 4402 };
const TRIES = 50;
const HERE = dirname(fileURLToPath(import.meta.url));

/** The inspector lies beside this file, in the sources as in the built package. */
function foldersOf(options: DevOptions): Folders {
  const www = options.www === undefined ? undefined : resolve(options.www);
  if (www !== undefined && !(existsSync(www) && statSync(www).isDirectory())) {
    throw new Error(`The site's folder ${www} does not exist.`);
  }
  return { www, dist: resolve(options.dist ?? HERE), inspector: join(HERE, "inspector") };
}

interface Parts {
  controls: Controls;
  listenersFor: (folders: Folders) => Record<keyof Origins, ReturnType<typeof emulate>>;
}

function partsOf(options: DevOptions, origins: () => Origins): Parts {
  const journal = new Journal();
  const streams = new Streams(journal);
  const faults = new Faults(() => {
    streams.announce("faults", faults.all);
  });
  const decisions = new LiveDecisionFile(resolve(options.decisions), (problem) => {
    streams.announce("decision-file", { message: problem?.message ?? null });
    options.onDecisionFile?.(problem);
  });
  const file = () => decisions.current;
  const visits = new Visits(() => file().visits.idleSeconds);
  const tokens = new Tokens(file);
  const controls: Controls = { journal, faults, visits, tokens, streams, decisions, origins };
  return {
    controls,
    listenersFor: (folders) => ({
      site: site(folders, controls),
      salesforce: emulate({ service: salesforceEmulator(file, visits, tokens), journal, faults }),
      sitecore: emulate({ service: sitecoreEmulator(file, visits), journal, faults }),
    }),
  };
}

/** Starts the site and both services, each on its own port, so that the services are cross-origin. */
export async function startDev(options: DevOptions): Promise<DevServer> {
  const origins: Origins = { site: "", salesforce: "", sitecore: "" };
  const folders = foldersOf(options);
  const { controls, listenersFor } = partsOf(options, () => origins);
  const answers = listenersFor(folders);
  const isOurs = hostGuard(options.hosts ?? []);
  const open: Listener[] = [];
  const close = async (): Promise<void> => {
    controls.streams.closeAll();
    await Promise.all(open.map((listener) => listener.close()));
  };
  try {
    for (const name of ["site", "salesforce", "sitecore"] as const) {
      const given = options.ports?.[name];
      const listener = await listen(
        answers[name],
        isOurs,
        given ?? DEFAULT_PORTS[name],
        given === undefined ? TRIES : 1,
      );
      open.push(listener);
      origins[name] = listener.origin;
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return { ...origins, close };
}
