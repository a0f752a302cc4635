import { quiet } from "./quiet.js";
import { locked, onlyOnce, whileAlone } from "./while_alone.js";

/** What has been prepared, and is then done at once. */
export interface Prepared {
  readonly go_: () => void;
  /** An id of the visitor will be made in it. */
  readonly makesId_: boolean;
}

/**
 * Starts while no other tab of the site does, which is needed only if the start makes an id. The
 * lock is asked for before that is known for sure: the answer comes from another process, and might
 * find the page's thread busy with drawing.
 *
 * @param mightMakeId - asked once the preparation is under way
 */
export async function startInTurn(
  prepare: () => Promise<Prepared>,
  mightMakeId: () => boolean,
  run: (prepared: Prepared) => void,
): Promise<void> {
  let hasBegun = false as boolean;
  // A turn that comes before there is something to do is left to the others at once.
  let begin = (): unknown => undefined;
  const preparing = prepare();
  const turn = mightMakeId() && quiet(locked(() => begin()));
  const prepared = await preparing;
  if (!prepared.makesId_) {
    run(prepared);
    return;
  }
  begin = onlyOnce(() => {
    hasBegun = true;
    run(prepared);
  });
  try {
    await turn;
    if (!hasBegun) await whileAlone(begin);
  } catch {
    // There is no turn to be had, or none in time.
  }
  await begin();
}
