import type { AttuneError } from "./error.js";
import type { Log } from "./log.js";

/**
 * Tells why a start failed. A mistake of the page is told at every level, or nobody would learn of a
 * start by attributes, or of one whose promise is left alone; a browser without WebAssembly, or a
 * file that may come the next time, is no mistake. Each is told once, however often the page tries.
 */
export function createStartReport({ write_ }: Log): (error: AttuneError) => void {
  let told: string;
  return (error) => {
    const { code, message, retryable } = error;
    if (message === told) return;
    told = message;
    const isOfPage = !retryable && code !== "unavailable" && typeof WebAssembly === "object";
    write_(isOfPage ? 0 : 1, "The start failed.", error);
  };
}
