import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A project of somebody else, outside this repository, with the packed package installed. */
export interface Consumer {
  readonly folder: string;
  remove(): void;
}

export interface Packed {
  readonly filename: string;
  readonly files: { readonly path: string; readonly mode: number }[];
}

/** Installs the tarball as a stranger would, save that nothing is downloaded: it needs no other package. */
export function installConsumer(fixture?: string): Consumer {
  const folder = mkdtempSync(join(tmpdir(), "attune-consumer-"));
  if (fixture === undefined) {
    writeFileSync(join(folder, "package.json"), `{ "name": "consumer", "private": true }`);
  } else {
    cpSync(fixture, folder, { recursive: true });
  }
  const { filename } = pack(["--pack-destination", folder]);
  npm(["install", "--offline", "--no-audit", "--no-fund", `./${filename}`], folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function pack(args: string[]): Packed {
  const answer = JSON.parse(npm(["pack", "--json", ...args], root)) as Packed[];
  const [packed] = answer;
  if (packed === undefined) throw new Error("npm pack packed nothing");
  return packed;
}

function npm(args: string[], cwd: string): string {
  const env = strangersEnvironment();
  return execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: "pipe" });
}

/** `npm test` tells its children about this repository; a stranger's npm knows nothing of it. */
export function strangersEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/i.test(name));
  return Object.fromEntries(entries);
}
