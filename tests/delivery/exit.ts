import { setTimeout as sleep } from "node:timers/promises";

import type { Tab } from "./tab.js";
import { becomes, until } from "./until.js";
import type { Visitor, Wish } from "./visitor.js";

/** A way to leave a page, from a page that has been got ready for it to what follows of the visit. */
export interface Exit {
  readonly name: string;
  /** Opens the page that is going to be left. */
  readonly arrive: (visitor: Visitor) => Promise<Tab>;
  /** What happens to the page when it has tracked its last event; the tab, if the visit goes on in it. */
  readonly leave: (tab: Tab, wishes: Wish[], afterMs: number) => Promise<Tab | undefined>;
}

/** The page leaves by its own doing, and the next one of the visit comes in the same tab. */
async function leaveByItself(tab: Tab, how: string, wishes: Wish[], afterMs: number): Promise<Tab> {
  const shows = () => tab.told.filter(({ about }) => about === "shown").length;
  const before = shows();
  await tab.begin(`probe.trackAndLeave(${JSON.stringify(wishes)}, "${how}", ${afterMs})`);
  await until(`the next page after "${how}" is shown`, () => shows() > before);
  await tab.evaluate("window.started.then(() => true)");
  return tab;
}

/** The page tracks all it has to, and then waits for what is done to it. */
async function untilLeaving(tab: Tab, wishes: Wish[], afterMs: number): Promise<void> {
  await tab.begin(`probe.trackAndLeave(${JSON.stringify(wishes)}, "outside", ${afterMs})`);
  await until("the page is about to be left", () =>
    tab.told.some(({ about }) => about === "leaving"),
  );
}

const openAlone = (visitor: Visitor): Promise<Tab> => visitor.open("/page.html", { window: "own" });

/** Another tab in the same window, so that the window outlives the page. */
async function openBesideAnother(visitor: Visitor): Promise<Tab> {
  const tab = await openAlone(visitor);
  await tab.evaluate("void (window.neighbour = open('about:blank'))");
  await until("the page is hidden", () => isState(tab, "hidden"));
  await tab.show();
  await until("the page is visible", () => isState(tab, "visible"));
  return tab;
}

function isState(tab: Tab, state: "visible" | "hidden"): Promise<boolean> {
  return tab.evaluate<boolean>(`document.visibilityState === "${state}"`);
}

/** By a link from a page before, so that there is something to go back to. */
async function openSecond(visitor: Visitor): Promise<Tab> {
  const tab = await visitor.open("/first.html", { window: "own" });
  await tab.begin("document.getElementById('next').click()");
  await tab.isAt(visitor.address("/next.html"));
  await tab.evaluate("window.started.then(() => true)");
  return tab;
}

const byItself = (name: string, arrive: Exit["arrive"] = openAlone): Exit => ({
  name,
  arrive,
  leave: (tab, wishes, afterMs) => leaveByItself(tab, name, wishes, afterMs),
});

async function closeNow(tab: Tab, wishes: Wish[], afterMs: number): Promise<undefined> {
  await untilLeaving(tab, wishes, afterMs);
  await tab.close();
  await tab.closeOpened();
}

/** The user looks at another tab, and after a while the browser stops the hidden one. */
async function freeze(tab: Tab, wishes: Wish[], afterMs: number): Promise<Tab> {
  await untilLeaving(tab, wishes, afterMs);
  await tab.evaluate("void (window.neighbour = open('about:blank'))");
  await until("the page is hidden", () => isState(tab, "hidden"));
  await tab.setLifecycle("frozen");
  await sleep(1500);
  return tab;
}

async function freezeAndResume(tab: Tab, wishes: Wish[], afterMs: number): Promise<Tab> {
  await freeze(tab, wishes, afterMs);
  await tab.setLifecycle("active");
  await tab.closeOpened();
  await tab.show();
  await becomes(() => isState(tab, "visible"), 5000);
  return tab;
}

async function freezeAndDiscard(tab: Tab, wishes: Wish[], afterMs: number): Promise<undefined> {
  await freeze(tab, wishes, afterMs);
  await tab.crash();
  await tab.closeOpened();
}

export const exits: readonly Exit[] = [
  byItself("link"),
  byItself("reload"),
  byItself("back", openSecond),
  { name: "tab closed", arrive: openBesideAnother, leave: closeNow },
  { name: "window closed", arrive: openAlone, leave: closeNow },
  { name: "frozen, resumed", arrive: openAlone, leave: freezeAndResume },
  { name: "frozen, discarded", arrive: openAlone, leave: freezeAndDiscard },
];
