import { AttuneError, isAttuneError } from "./error.js";
import { ownMembers } from "./own_members.js";
import type { CoreSource } from "./types.js";

/**
 * Compiles the core.
 *
 * @throws AttuneError (by rejection) `wasm-unavailable`, saying what to do
 */
export async function compileCore(
  source: () => CoreSource | Promise<CoreSource>,
  remedy = "publish attune.wasm there",
): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") {
    throw unavailable(
      "This browser has no WebAssembly, or it is switched off: keep the default content.",
    );
  }
  try {
    return await compile(await arrive(await source()), remedy);
  } catch (cause) {
    throw isAttuneError(cause) ? cause : unusable(cause);
  }
}

async function arrive(source: CoreSource): Promise<Response | BufferSource | WebAssembly.Module> {
  if (typeof source !== "string" && !(source instanceof URL)) return source;
  try {
    // As scripts that wrap it expect (exchange.ts).
    return await fetch(String(source), ownMembers({}));
  } catch (cause) {
    throw unavailable(
      `${source} could not be fetched: is it published there, and does connect-src allow it?`,
      { cause, retryable: true },
    );
  }
}

async function compile(
  source: Response | BufferSource | WebAssembly.Module,
  remedy: string,
): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (!(source instanceof Response)) return WebAssembly.compile(source);
  const { headers, ok, status, url } = source;
  if (!ok) {
    throw unavailable(`${url} answered ${status}: ${remedy}.`, { retryable: status >= 500 });
  }
  const type = headers.get("content-type");
  // Only this very type may be compiled while it arrives; servers that know no wasm say another.
  if ("compileStreaming" in WebAssembly && type === "application/wasm") {
    return WebAssembly.compileStreaming(source);
  }
  const bytes = await source.arrayBuffer();
  // A core begins with a 0. Hosts of single-page apps answer with their page what they do not have.
  if (new Uint8Array(bytes)[0]) {
    throw unavailable(`${url} answered ${type}, which is no WebAssembly: ${remedy}.`);
  }
  return WebAssembly.compile(bytes);
}

/** The error of a core that the browser does not take. */
export function unusable(cause: unknown): AttuneError {
  // What the page has promised may come to anything.
  const message = String((cause as Error | undefined)?.message ?? cause);
  const isForbidden = /unsafe-eval|content.security|\bcsp\b/i.test(message);
  return unavailable(
    isForbidden
      ? "The page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src."
      : `The browser does not take the core (${message}): publish attune.wasm unchanged.`,
    { cause },
  );
}

function unavailable(
  message: string,
  more: { cause?: unknown; retryable?: boolean } = {},
): AttuneError {
  return new AttuneError("wasm-unavailable", message, more);
}
