/**
 * The entry `attune/consent`: the consent platforms of two frameworks, heard and put into Attune's
 * words.
 *
 * It is a file of its own so that a site without such a platform does not carry it. Importing it
 * does nothing, also on a server.
 */
export { watchGpp } from "./consent/gpp.js";
export { watchTcf } from "./consent/tcf.js";
export type * from "./consent/surface.js";
export type { Consent } from "./types.js";
