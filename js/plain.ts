/** Page data as plain data: what the core gets has no getter, proxy, thenable or cycle left in it. */
import { invalid, isAttuneError } from "./error.js";
import { isRecord } from "./own_members.js";
import { longestTimer } from "./timers.js";

/** A value that is a promise: where to put what it becomes. */
export interface Late {
  promise_: PromiseLike<unknown>;
  put_: (value: unknown) => void;
  path_: string;
}

// Deeper than any event or context of sense, shallower than any stack.
const deepest = 64;

/**
 * Copies as JSON would: own enumerable members, `toJSON` honoured, what JSON cannot say left out.
 * The copies have no prototype, so a polluted one adds nothing to them.
 *
 * With `late` given, functions are called and put in place of themselves at once, and promises are
 * listed there for {@link settleLate}: a context without promises needs no waiting, so that the
 * questions of one turn still travel together.
 *
 * @throws AttuneError `invalid-argument` naming the member that cannot be copied
 */
export function copyPlain(value: unknown, path: string, late?: Late[]): unknown {
  return readSafely(path, () => copy(value, path, [], late));
}

/**
 * What reading the page's data gives.
 *
 * @throws AttuneError `invalid-argument` where a getter or a proxy of the page throws
 */
export function readSafely<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (isAttuneError(thrown)) throw thrown;
    throw invalid(`${path} cannot be read: pass plain data.`, { cause: thrown });
  }
}

/**
 * A copy as {@link copyPlain} makes it, of what has to be an object.
 *
 * @throws AttuneError `invalid-argument`
 */
export function readRecord(value: unknown, what: string, late?: Late[]): Record<string, unknown> {
  const copied = copyPlain(value, what, late);
  if (isRecord(copied)) return copied;
  throw invalid(`${what} must be an object.`);
}

/** Whether a value can be waited for. Never throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  try {
    return typeof (value as { then?: unknown }).then === "function";
  } catch {
    return false;
  }
}

/**
 * Puts the late values in place. One that rejects, gives nothing, cannot be copied or takes longer
 * than `ms` is left out. Never rejects.
 */
export async function settleLate(late: Late[], ms: number): Promise<void> {
  await Promise.all(
    late.map(async ({ promise_, put_, path_ }) => {
      try {
        put_(copyPlain(await within(promise_, ms), path_));
      } catch {
        // Left out: a decision without this value is worth more than none.
      }
    }),
  );
}

function within(promise: PromiseLike<unknown>, ms: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, Math.min(ms, longestTimer));
    // Not by "finally", which the promises of old libraries do not have.
    const end =
      (settle: (outcome: unknown) => void) =>
      (outcome: unknown): void => {
        clearTimeout(timer);
        settle(outcome);
      };
    Promise.resolve(promise).then(end(resolve), end(reject));
  });
}

function copy(value: unknown, path: string, above: object[], late: Late[] | undefined): unknown {
  if (typeof value === "bigint") refuse(path, "is a BigInt: pass a number or a text");
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return undefined;
  if (above.includes(value)) refuse(path, "contains itself");
  if (above.length > deepest) refuse(path, "is nested too deeply");
  const inside = [...above, value];
  if (Array.isArray(value)) return copyList(value, path, inside, late);
  // Old libraries quote a date twice.
  if (value instanceof Date) return isNaN(+value) ? null : value.toISOString();
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return copy(toJSON.call(value), path, inside, late);
  return copyRecord(value as Record<string, unknown>, path, inside, late);
}

function copyRecord(
  record: Record<string, unknown>,
  path: string,
  above: object[],
  late: Late[] | undefined,
): unknown {
  const copied = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const put = (value: unknown): void => {
      if (value !== undefined) copied[key] = value;
    };
    copyMember(record, key, `${path}.${key}`, above, late, put);
  }
  return copied;
}

function copyList(
  list: unknown[],
  path: string,
  above: object[],
  late: Late[] | undefined,
): unknown {
  // As in JSON, an entry that cannot be said keeps its place.
  const copied: unknown[] = [];
  // By index: pages replace the methods of lists, and put members on them.
  for (let index = 0; index < list.length; index += 1) {
    copied[index] = null;
    const put = (value: unknown): void => {
      copied[index] = value ?? null;
    };
    copyMember(list, index, `${path}[${index}]`, above, late, put);
  }
  return copied;
}

function copyMember(
  owner: object,
  key: PropertyKey,
  path: string,
  above: object[],
  late: Late[] | undefined,
  put: (value: unknown) => void,
): void {
  const read = (): unknown => (owner as Record<PropertyKey, unknown>)[key];
  const value = late ? resultOf(read, owner) : read();
  if (late && isThenable(value)) late.push({ promise_: value, put_: put, path_: path });
  else put(copy(value, path, above, late));
}

/** What a member gives, if it does not throw: itself, what it does, or what its `raw` does. */
function resultOf(read: () => unknown, owner: object): unknown {
  try {
    const member = read();
    const value = typeof member === "function" ? (member as () => unknown).call(owner) : member;
    const raw = isRecord(value) && Object.hasOwn(value, "raw") && value["raw"];
    return typeof raw === "function" ? (raw as () => unknown).call(value) : value;
  } catch {
    return undefined;
  }
}

function refuse(path: string, why: string): never {
  throw invalid(`${path} ${why}.`);
}
