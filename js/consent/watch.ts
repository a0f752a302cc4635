import type { Consent } from "../types.js";
import { listenToCmp, type CmpApi } from "./cmp.js";
import type { ConsentWatch } from "./surface.js";

/** What an answer means; nothing where it is no verdict yet. */
export interface Reading {
  readonly verdict_: "Opt In" | "Opt Out" | "no verdict";
  /** The visitor has just chosen: then it is told also where it is the same as before. */
  readonly isChoice_: boolean;
}

/** A consent framework: how its platforms are heard, and what they say. */
export interface Framework extends CmpApi {
  readonly read_: (answer: unknown) => Reading | undefined;
}

/** @param onVerdict - gets every verdict, the first included, as soon as it is known */
export function watch(
  framework: Framework,
  provider: string,
  patienceMs: number | undefined,
  onVerdict: (consent: Consent) => void,
): ConsentWatch {
  const newest: Consent[] = [];
  let settle = (): void => undefined;
  const first = new Promise<Consent[]>((resolve) => (settle = () => resolve(newest)));

  function hear(answer: unknown): void {
    const reading = framework.read_(answer);
    if (!reading) return;
    const { verdict_: status, isChoice_ } = reading;
    const isTold = status === newest[0]?.status && !isChoice_;
    if (status !== "no verdict" && !isTold) {
      newest[0] = { provider, purpose: "Tracking", status };
      tell({ ...newest[0] });
    }
    settle();
  }

  // What the page's own function throws must reach neither the CMP nor the next listener.
  function tell(consent: Consent): void {
    try {
      onVerdict(consent);
    } catch (thrown) {
      setTimeout(() => {
        throw thrown;
      });
    }
  }

  if (typeof document !== "object") {
    // On a server there is nobody to ask, and a timer would keep the process alive.
    settle();
    return { first, stop: () => undefined };
  }
  const end = listenToCmp(framework, patienceMs ?? 10_000, { hear_: hear, giveUp_: settle });
  return {
    first,
    stop() {
      end();
      settle();
    },
  };
}
