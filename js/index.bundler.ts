/**
 * The npm entry as bundlers take it, by the condition "module"; and `attune/inline`, over inline.js.
 *
 * A bundler leaves out a module of which nothing is used, but esbuild keeps one through which a name
 * is merely passed on. Here only the names are, so who asks for `isAttuneError` gets error.js alone.
 * Browsers and Node, for which each file is a request, take index.js at once.
 */
export { AttuneError, isAttuneError } from "./error.js";
export * from "./index.js";
