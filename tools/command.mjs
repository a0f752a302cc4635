import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { root } from "./versions.mjs";

/** Runs a program without standard input and answers how it ended; it never throws. */
export function run(program, args, { cwd = root, env = process.env, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk) => {
      output += chunk;
      onOutput?.(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal ?? 1, output }));
  });
}

/** Runs a program that has to succeed; the error carries the end of what it said. */
export async function must(program, args, options) {
  const { code, output } = await run(program, args, options);
  if (code === 0) return output;
  const said = output.trimEnd().split("\n").slice(-25).join("\n");
  throw new Error(`${program} ${args.join(" ")}\nended with ${code}:\n${said}`);
}

/** The full path of a program, or undefined. */
export function find(program, path = process.env.PATH ?? "") {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
