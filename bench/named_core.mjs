// Builds the core with the names of its functions; what it says is not for the bench's own output.
import { namedCoreStep } from "../tools/core.mjs";
import { step } from "../tools/stamps.mjs";

await step(namedCoreStep);
