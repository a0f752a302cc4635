import { existsSync } from "node:fs";

import { type Command, CommandError, HELP, readCommand } from "./command-line.js";
import { type DevServer, startDev } from "./server.js";

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function firstThatExists(paths: string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

function decisionsFor(command: Command): string {
  const found = command.decisions ?? firstThatExists(["decisions.json", "www/decisions.json"]);
  if (found !== undefined) return found;
  throw new CommandError(
    "There is no decisions.json here and none in www. Name the decision file with --decisions.",
  );
}

function table(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

function show(server: DevServer, decisions: string, www: string | undefined): void {
  say("\nattune dev is ready\n");
  say(
    table([
      ["site", www === undefined ? "(none; give a folder with --www)" : `${server.site}/`],
      ["inspector", `${server.site}/inspector/`],
      ["Salesforce", server.salesforce],
      ["Sitecore", server.sitecore],
      ["decisions", `${decisions} (read again when it changes)`],
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

async function dev(command: Command): Promise<void> {
  const decisions = decisionsFor(command);
  const www = command.www ?? firstThatExists(["www"]);
  const port = command.port;
  const next = (step: number): number => (port === 0 ? 0 : (port ?? 0) + step);
  const server = await startDev({
    decisions,
    ...(www === undefined ? {} : { www }),
    ...(port === undefined
      ? {}
      : { ports: { site: next(0), salesforce: next(1), sitecore: next(2) } }),
    onDecisionFile: (problem) => {
      process.stderr.write(`${problem?.message ?? "The decision file is good again."}\n`);
    },
  });
  show(server, decisions, www);
  stopOnSignal(server);
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) say(HELP);
  else if (command.version) say(__VERSION__);
  else await dev(command);
}

main().catch((cause: unknown) => {
  // A mistake in the command or in a file is told in a sentence; a stack would only hide it.
  process.stderr.write(`attune: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = cause instanceof CommandError ? 2 : 1;
});
