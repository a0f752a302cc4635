import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Beside this file, in the sources as in the built package. */
export const STARTER = join(dirname(fileURLToPath(import.meta.url)), "starter");

const FILES = ["decisions.json", "index.html"] as const;

export interface Placed {
  file: string;
  /** False where a file of that name was there: it is somebody's, and stays. */
  written: boolean;
}

/** Decided by the file system in one step: a file that appears meanwhile is not written over either. */
function place(file: string, folder: string): boolean {
  try {
    writeFileSync(join(folder, file), readFileSync(join(STARTER, file)), { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

/** A decision file, and a page that works with it. */
export function writeStarter(folder: string): Placed[] {
  return FILES.map((file) => ({ file, written: place(file, folder) }));
}
