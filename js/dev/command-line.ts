import { parseArgs } from "node:util";

export interface Command {
  help: boolean;
  version: boolean;
  decisions: string | undefined;
  www: string | undefined;
  port: number | undefined;
}

export const HELP = `attune dev: both services, a site and the inspector on this machine

Usage
  attune dev [--decisions file] [--www folder] [--port number]

Options
  --decisions file   The decision file. Default: decisions.json, then www/decisions.json
  --www folder       The site to serve. Default: www, where there is one
  --port number      The site's port; the services take the two after it. Default: 4400
  --help             This text
  --version          The version
`;

const OPTIONS = {
  decisions: { type: "string" },
  www: { type: "string" },
  port: { type: "string" },
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
  const help = values.help === true || words.length === 0;
  const version = values.version === true;
  const [first, ...rest] = positionals;
  if (!help && !version && (first !== "dev" || rest.length > 0)) {
    const said = positionals.length > 0 ? ` ${positionals.join(" ")}` : "";
    throw new CommandError(`There is no command${said}; the one there is: attune dev.`);
  }
  const port = readPort(values.port);
  return { help, version, decisions: values.decisions, www: values.www, port };
}
