import { redact } from "../src/browser/redact.js";

const names = ["none", "error", "warn", "info", "debug", "trace"] as const;

/** The console, behind a level. */
export interface Log {
  /** A name in any case, or a number from 0 (none) to 5 (trace); anything else changes nothing. */
  readonly setLevel_: (level: unknown) => void;
  /**
   * One line, of a level from 1 (error) to 5 (trace); an error of level 0 is always told. Words that
   * take some putting together are asked for where somebody wants them.
   */
  readonly write_: (level: number, text: string | (() => string), detail?: unknown) => void;
}

/** Nothing goes to the console until somebody asks for it. */
export function createLog(): Log {
  let chosen = 0;
  return {
    setLevel_(level) {
      const number = typeof level === "string" ? levelOf(level) : level;
      if (typeof number === "number" && number >= 0) chosen = number;
    },
    write_(level, text, detail) {
      if (level > chosen) return;
      // console.trace would print a stack with every line.
      const method =
        level > 4 ? "debug" : (names[level || 1] as "error" | "warn" | "info" | "debug");
      try {
        // What passes has names that the page has given, and nobody's address is to be among them.
        const line = `[attune] ${typeof text === "string" ? text : redact(text())}`;
        // eslint-disable-next-line no-console -- the one place that writes to it
        console[method](...(detail === undefined ? [line] : [line, detail]));
      } catch {
        // A page may have replaced the console with something that throws.
      }
    },
  };
}

function levelOf(name: string): number {
  return (names as readonly string[]).indexOf(name.toLowerCase());
}
