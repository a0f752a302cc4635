import { existsSync } from "node:fs";
import { join } from "node:path";

import { CommandError, type Dev, HELP, readCommand } from "./command-line.js";
import { type DevServer, startDev } from "./server.js";
import { STARTER, writeStarter } from "./starter.js";

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface Served {
  decisions: string;
  www: string | undefined;
  /** What the decision file is, where nobody named or wrote one. */
  remark: string;
}

const starterFile = join(STARTER, "decisions.json");

/** What is served where the command does not name it: what lies here, and else the starter. */
function servedBy(command: Dev): Served {
  const decisions =
    command.decisions ?? ["decisions.json", "www/decisions.json"].find((path) => existsSync(path));
  const own = command.www ?? (existsSync("www") ? "www" : undefined);
  const www = own ?? (existsSync("index.html") ? "." : undefined);
  const remark = "read again when it changes";
  if (decisions !== undefined) return { decisions, www, remark };
  const starter = "the starter; npx attune init copies it here, to be changed";
  return { decisions: starterFile, www: www ?? STARTER, remark: starter };
}

function table(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

function show(server: DevServer, { decisions, www, remark }: Served): void {
  say("\nattune dev is ready\n");
  say(
    table([
      ["site", www === undefined ? "(none; give a folder with --www)" : `${server.site}/`],
      ["inspector", `${server.site}/inspector/`],
      ["Salesforce", server.salesforce],
      ["Sitecore", server.sitecore],
      ["decisions", `${decisions} (${remark})`],
    ]),
  );
  say("\nCtrl+C stops it.\n");
}

/** One handler for both signals; a second signal while it closes ends the process at once. */
function stopOnSignal(server: DevServer): void {
  const stop = (): void => {
    process.once("SIGINT", () => process.exit(130));
    say("\nStopped.");
    void server.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

async function dev(command: Dev): Promise<void> {
  const served = servedBy(command);
  const { port, hosts } = command;
  const next = (step: number): number => (port === 0 ? 0 : (port ?? 0) + step);
  const server = await startDev({
    decisions: served.decisions,
    hosts,
    ...(served.www === undefined ? {} : { www: served.www }),
    ...(port === undefined
      ? {}
      : { ports: { site: next(0), salesforce: next(1), sitecore: next(2) } }),
    onDecisionFile: (problem) => {
      process.stderr.write(`${problem?.message ?? "The decision file is good again."}\n`);
    },
  });
  show(server, served);
  stopOnSignal(server);
}

function init(): void {
  const placed = writeStarter(process.cwd());
  say(
    table(
      placed.map(({ file, written }) => [file, written ? "written" : "kept: it was there before"]),
    ),
  );
  // `attune dev` would serve the folder www, where there is one, and not this page.
  say(`\nNow: npx attune dev${existsSync("www") ? " --www ." : ""}\n`);
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.name === "help") say(HELP);
  else if (command.name === "version") say(__VERSION__);
  else if (command.name === "init") init();
  else await dev(command);
}

main().catch((cause: unknown) => {
  // A mistake in the command or in a file is told in a sentence; a stack would only hide it.
  process.stderr.write(`attune: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = cause instanceof CommandError ? 2 : 1;
});
