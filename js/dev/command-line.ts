import { parseArgs } from "node:util";

export interface Dev {
  name: "dev";
  decisions: string | undefined;
  www: string | undefined;
  port: number | undefined;
  hosts: string[];
}

export type Command = Dev | { name: "init" } | { name: "help" } | { name: "version" };

export const HELP = `attune dev: both services, a site and the inspector on this machine

Usage
  attune init
  attune dev [--decisions file] [--www folder] [--port number] [--host name]

attune init writes a decision file and a page that works with it into this folder; files that
are there stay as they are.

Options of attune dev
  --decisions file   The decision file. Default: decisions.json, then www/decisions.json, then
                     the starter file of the package
  --www folder       The site to serve. Default: www, where there is one, then this folder, where
                     it has an index.html
  --port number      The site's port; the services take the two after it. Default: 4400
  --host name        A host name to answer to beside those of loopback; may be given again

  --help             This text
  --version          The version
`;

const OPTIONS = {
  decisions: { type: "string" },
  www: { type: "string" },
  port: { type: "string" },
  host: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** A mistake of the person who typed the command: one sentence, and what to do. */
export class CommandError extends Error {}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_533) return port;
  throw new CommandError(`--port must be a number from 0 to 65533, not ${JSON.stringify(text)}.`);
}

function parsed(words: string[]) {
  const { tokens } = parseArgs({ args: words, options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option" || Object.hasOwn(OPTIONS, token.name)) continue;
    throw new CommandError(`There is no option ${token.rawName}. See attune --help.`);
  }
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new CommandError(`${(cause as Error).message}. See attune --help.`);
  }
}

export function readCommand(words: string[]): Command {
  const { values, positionals } = parsed(words);
  if (values.help || words.length === 0) return { name: "help" };
  if (values.version) return { name: "version" };
  const { decisions, www, port, host = [] } = values;
  const said = positionals.join(" ");
  if (said === "dev") return { name: "dev", decisions, www, port: readPort(port), hosts: host };
  const [option] = Object.keys(values);
  if (said !== "init") {
    const what = said === "" ? "" : ` ${said}`;
    throw new CommandError(`There is no command${what}; there are attune dev and attune init.`);
  }
  if (option === undefined) return { name: "init" };
  throw new CommandError(`attune init has no option --${option}; it is one of attune dev.`);
}
