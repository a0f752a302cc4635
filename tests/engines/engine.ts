/** One window with a page in it, as a person has it before them. */
export interface EnginePage {
  goto(address: string): Promise<void>;
  /** What a function gives in the page, with plain data for its arguments; promises are waited for. */
  evaluate<Args extends unknown[], Result>(
    act: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>>;
  /** A person's press in the middle of what the selector finds: trusted events, after scrolling there. */
  press(selector: string, button?: Button): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** By the history, so that the back/forward cache may answer. Resolves once another page is shown. */
  back(): Promise<void>;
  close(): Promise<void>;
}

export type Button = "left" | "middle";

export type EngineName = "chromium" | "firefox" | "webkit";

/**
 * A browser under way. Its pages are windows of their own, all of them visible, and work beside each
 * other. They share one profile: a visitor is a host of its own (`v1.localhost`).
 */
export interface Engine {
  readonly name: EngineName;
  open(): Promise<EnginePage>;
  close(): Promise<void>;
}

/** Where in the window the middle of an element is; it is scrolled into view first. */
export function middleOf(selector: string): { x: number; y: number } {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`There is no ${selector}.`);
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
}

/** Goes back, and waits until the page has really changed: a document tells itself from the next one. */
export async function goBack(page: Pick<EnginePage, "evaluate">): Promise<void> {
  await page.evaluate(() => {
    (window as { isBehind?: boolean }).isBehind = true;
    // Once the answer to this is on its way.
    setTimeout(() => history.back(), 50);
  });
  const deadline = Date.now() + 20_000;
  const isThere = (): boolean =>
    !(window as { isBehind?: boolean }).isBehind && document.readyState === "complete";
  // While the page changes there may be none to ask.
  while (!(await page.evaluate(isThere).catch(() => false))) {
    if (Date.now() > deadline) throw new Error("The page before is not shown again.");
    await new Promise((next) => setTimeout(next, 50));
  }
}
