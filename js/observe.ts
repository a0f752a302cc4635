import { createDwells, type Measure, type Wanted } from "./dwells.js";
import { invalid } from "./error.js";
import type { Log } from "./log.js";
import { ownMembers } from "./own_members.js";
import { createPresses } from "./presses.js";

export interface Observed extends Wanted {
  readonly pressed_: () => void;
}

/** Watches elements for what is seen and used of them. Nothing here holds an element. */
export function createWatch(isOpen: () => boolean, log: Log) {
  const lookFor = createDwells(isOpen, log);
  const listenTo = createPresses();
  return (element: Element, observed: Observed): (() => void) => {
    const undos = [listenTo(element, observed), lookFor(element, observed)];
    return () => undos.forEach((undo) => undo());
  };
}

/** @throws AttuneError `invalid-argument` */
export function readMeasure(options: unknown): Measure {
  const { ratio = 0.5, dwellMs = 1000 } = ownMembers(options) as Record<string, number>;
  if ([ratio, dwellMs].every(Number.isFinite) && ratio > 0 && ratio <= 1 && dwellMs >= 0) {
    return { ratio_: ratio, dwellMs_: dwellMs };
  }
  throw invalid("observe takes a ratio over 0 to 1, and a dwellMs of 0 or more.");
}
