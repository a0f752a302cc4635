import type { DeliveryStatus } from "../../js/types.js";
import type { Tab } from "./tab.js";
import type { World } from "./world.js";

const mostEvents = 500;
const mostBytes = 256 * 1024;

/** What has to hold between any two commands. */
export function audit(world: World): void {
  world.reference.rethrow();
  auditBounds(world);
  auditSilence(world);
}

/** What each page has tracked, and what is still stored of it, is within the bounds. */
function auditBounds({ reference, storage: { data } }: World): void {
  const stored = reference.list.filter(({ fate, isStored }) => !fate && isStored);
  const pages = new Map<Tab, { events: number; bytes: number }>();
  for (const { tab, key, bytes } of stored) {
    if (!Object.hasOwn(data, key)) throw new Error(`${key} is gone, and nobody has removed it`);
    const page = pages.get(tab) ?? { events: 0, bytes: 0 };
    pages.set(tab, { events: page.events + 1, bytes: page.bytes + bytes });
  }
  for (const [{ number }, { events, bytes }] of pages) {
    if (events > mostEvents) throw new Error(`${events} events of tab ${number} are stored`);
    if (bytes > mostBytes) throw new Error(`${bytes} bytes of tab ${number} are stored`);
  }
}

/** Without an opt-in there is nothing in any storage. */
function auditSilence({ reference, storage, cookies }: World): void {
  if (!reference.isSilent) return;
  const left = [...Object.keys(storage.data), ...cookies.cookies.keys()];
  if (left.length > 0) reference.fail(`Without consent there is ${left.join(", ")}`);
  reference.rethrow();
}

/** What a tab says of the deliveries is what the reference list says. */
export function auditStatus(world: World, tab: Tab): void {
  const { gate, refused, wasErased } = world.reference.pageOf(tab);
  const status = tab.attune.getDeliveryStatus();
  const { tracked, delivered, queued, dropped } = status;
  const sum = Object.values(dropped).reduce((total, count) => total + count, 0);
  if (tracked !== delivered + queued + sum) fail(tab, status, "a sum that is none");
  const { wasFull, wasTorn, wasWithdrawn, isVague } = world.reference;
  if (wasErased || gate === "maybe" || wasFull || wasTorn || wasWithdrawn || isVague) return;
  const expected = expectedStatus(world, refused, gate === "in");
  if (JSON.stringify(sorted(status)) !== JSON.stringify(sorted(expected)))
    fail(tab, status, expected);
}

function expectedStatus({ reference }: World, refused: number, isIn: boolean): DeliveryStatus {
  const dropped: Record<string, number> = refused > 0 ? { consent: refused } : {};
  const status = { tracked: refused, delivered: 0, queued: 0, dropped };
  for (const { fate } of isIn ? reference.list : []) {
    status.tracked += 1;
    if (!fate) status.queued += 1;
    else if (fate === "delivered" || fate === "sure") status.delivered += 1;
    else dropped[fate] = (dropped[fate] ?? 0) + 1;
  }
  return status as DeliveryStatus;
}

function sorted({ tracked, delivered, queued, dropped }: DeliveryStatus) {
  return [tracked, delivered, queued, Object.entries(dropped).sort()];
}

function fail(tab: Tab, status: DeliveryStatus, expected: unknown): never {
  const [is, shouldBe] = [status, expected].map((value) => JSON.stringify(value));
  throw new Error(`Tab ${tab.number} says ${is} instead of ${shouldBe}`);
}
