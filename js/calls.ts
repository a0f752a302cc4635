import { quiet } from "./quiet.js";
import { longestTimer } from "./timers.js";

/** The promises the page waits on, by number. The core knows the numbers only. */
export interface Calls {
  readonly open_: <T>() => { call_: number; promise_: Promise<T> };
  readonly isOpen_: (call: number) => boolean;
  readonly resolve_: (call: number, value: unknown) => void;
  readonly reject_: (call: number, error: unknown) => void;
  /** Acts after so many milliseconds, unless the call is settled before. */
  readonly limit_: (call: number, ms: number, act: () => void) => void;
  /** Acts when the signal fires, unless the call is settled before. */
  readonly heed_: (call: number, signal: AbortSignal, act: () => void) => void;
  /** What may save the call from one rejection; gives nothing where it has no cure for the error. */
  mend_(call: number, mend: Mend): void;
  /** How to begin the call again in a new instance; without it, a trap ends the call. */
  repeat_(call: number, again: (() => void) | undefined): void;
  /** All open calls, each with its way to begin again, which is hereby used up. */
  readonly interrupted_: () => Array<{ call_: number; again_: (() => void) | undefined }>;
}

/** The call goes on, unless the promise rejects. */
export type Mend = (error: unknown) => Promise<void> | undefined;

interface Call {
  resolve_: (value: unknown) => void;
  reject_: (error: unknown) => void;
  again_: (() => void) | undefined;
  mend_?: Mend | undefined;
  endings_: Array<() => void>;
}

export function createCalls(): Calls {
  const open = new Map<number, Call>();
  let last = 0;

  const close = (number: number): Call | undefined => {
    const call = open.get(number);
    open.delete(number);
    call?.endings_.forEach((end) => {
      try {
        end();
      } catch {
        // A signal is the page's own, and no reason to keep it waiting.
      }
    });
    return call;
  };

  return {
    open_<T>() {
      const call_ = ++last;
      const promise_ = new Promise<T>((resolve, reject) => {
        const settle = resolve as (value: unknown) => void;
        open.set(call_, { resolve_: settle, reject_: reject, again_: undefined, endings_: [] });
      });
      return { call_, promise_: quiet(promise_) };
    },
    isOpen_: (number) => open.has(number),
    resolve_: (number, value) => close(number)?.resolve_(value),
    reject_(number, error) {
      const call = open.get(number);
      const fail = (): void => close(number)?.reject_(error);
      const mending = call?.mend_?.(error);
      if (call) call.mend_ = undefined;
      if (mending) mending.catch(fail);
      else fail();
    },
    limit_(number, ms, act) {
      const timer = setTimeout(act, Math.min(ms, longestTimer));
      open.get(number)?.endings_.push(() => clearTimeout(timer));
    },
    heed_(number, signal, act) {
      signal.addEventListener("abort", act);
      open.get(number)?.endings_.push(() => signal.removeEventListener("abort", act));
    },
    mend_(number, mend) {
      const call = open.get(number);
      if (call) call.mend_ = mend;
    },
    repeat_(number, again) {
      const call = open.get(number);
      if (call) call.again_ = again;
    },
    interrupted_: () =>
      [...open].map(([call_, call]) => {
        const { again_ } = call;
        call.again_ = undefined;
        return { call_, again_ };
      }),
  };
}
