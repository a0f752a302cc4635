import fc from "fast-check";

import { commands } from "./commands.js";
import { endWell, type Outcome } from "./ending.js";
import { loadSdk } from "./sdk.js";
import { World } from "./world.js";

export interface Sum extends Outcome {
  readonly sequences: number;
}

// A failure prints its seed, path and replayPath: given back, they run that sequence alone.
const {
  ATTUNE_SEED: seed = "20261122",
  ATTUNE_PATH: path,
  ATTUNE_REPLAY: replayPath,
} = process.env;

const sdk = await loadSdk();

const circumstances = fc.record({
  seed: fc.nat(),
  hasLocks: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.boolean()),
  isWatched: fc.boolean(),
  isIn: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.boolean()),
});

/**
 * Runs sequences of commands, each in a world of its own, and shrinks the first that fails.
 *
 * @param spoil - plants a defect in each world; nobody needs its shortest sequence
 */
export async function explore(numRuns: number, spoil?: (world: World) => void): Promise<Sum> {
  let sum: Sum = { sequences: 0, tracked: 0, repeated: 0, trusted: 0 };
  const property = fc.asyncProperty(
    circumstances,
    fc.commands(commands, { maxCommands: 30, size: "max", ...(replayPath ? { replayPath } : {}) }),
    async ({ isWatched, isIn, ...given }, sequence) => {
      const world = new World(sdk, given);
      spoil?.(world);
      await world.open(isIn);
      await fc.asyncModelRun(() => ({ model: { isWatched, marks: 0 }, real: world }), sequence);
      sum = add(sum, await endWell(world));
    },
  );
  const replay = path ? { path } : {};
  await fc.assert(property, { numRuns, seed: Number(seed), ...replay, endOnFailure: !!spoil });
  return sum;
}

function add(sum: Sum, { tracked, repeated, trusted }: Outcome): Sum {
  return {
    sequences: sum.sequences + 1,
    tracked: sum.tracked + tracked,
    repeated: sum.repeated + repeated,
    trusted: sum.trusted + trusted,
  };
}
