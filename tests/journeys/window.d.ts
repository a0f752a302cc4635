// What the pages of the journeys hold: the public surface, and what a journey keeps there itself.
import type { Attune } from "../../dist/surface.js";

declare global {
  interface Window {
    Attune: Attune;
    SalesforceInteractions: Attune;
    /** Whatever a journey writes down in the page in order to read it later. */
    kept: Record<string, unknown[]>;
  }
}
