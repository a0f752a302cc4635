import { AttuneError, isAttuneError } from "./error.js";
import type { CoreSource } from "./types.js";

/**
 * Compiles the core.
 *
 * @throws AttuneError (by rejection) `wasm-unavailable`, saying what to do
 */
export async function compileCore(
  source: () => CoreSource | Promise<CoreSource>,
): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") {
    throw unavailable(
      "This browser has no WebAssembly, or it is switched off: keep the default content.",
    );
  }
  try {
    return await compile(await arrive(await source()));
  } catch (cause) {
    throw isAttuneError(cause) ? cause : unusable(cause);
  }
}

async function arrive(source: CoreSource): Promise<Response | BufferSource | WebAssembly.Module> {
  if (typeof source !== "string" && !(source instanceof URL)) return source;
  try {
    return await fetch(source);
  } catch (cause) {
    throw unavailable(
      `${source} could not be fetched: is it published there, and does connect-src allow it?`,
      { cause, retryable: true },
    );
  }
}

async function compile(
  source: Response | BufferSource | WebAssembly.Module,
): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (!(source instanceof Response)) return WebAssembly.compile(source);
  if (!source.ok) {
    throw unavailable(`${source.url} answered ${source.status}: publish attune.wasm there.`, {
      retryable: source.status >= 500,
    });
  }
  // Only this very type may be compiled while it arrives; servers that know no wasm say another.
  const isStreamable =
    "compileStreaming" in WebAssembly && source.headers.get("content-type") === "application/wasm";
  return isStreamable
    ? WebAssembly.compileStreaming(source)
    : WebAssembly.compile(await source.arrayBuffer());
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
