import { afterEach, expect, it, vi } from "vitest";

import { onLeave } from "../../js/leave_page.js";
import { openPage } from "./fake-page.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

function setUp() {
  const page = openPage();
  const leave = vi.fn();
  const back = vi.fn();
  onLeave(leave, back, vi.fn());
  return { page, leave, back };
}

const pageshow = (persisted: boolean) => Object.assign(new Event("pageshow"), { persisted });

// Each is told twice: a browser may end the script in the middle of the first.
it("tells when the page is hidden, and not when it is shown", () => {
  const { page, leave } = setUp();
  page.hide();
  expect(leave.mock.calls).toEqual([[false], [false]]);
  page.show();
  expect(leave).toHaveBeenCalledTimes(2);
  page.hide();
  expect(leave).toHaveBeenCalledTimes(4);
});

it("tells when the page is left, each time it is", () => {
  const { page, leave, back } = setUp();
  page.window.dispatchEvent(new Event("pagehide"));
  page.window.dispatchEvent(pageshow(true));
  page.window.dispatchEvent(new Event("pagehide"));
  expect(leave.mock.calls).toEqual([[true], [true], [true], [true]]);
  expect(back).toHaveBeenCalledTimes(1);
});

it("takes a page that is frozen for one that is left, and one that is thawed for one that is back", () => {
  const { page, leave, back } = setUp();
  page.document.dispatchEvent(new Event("freeze"));
  expect(leave.mock.calls).toEqual([[true], [true]]);
  page.document.dispatchEvent(new Event("resume"));
  expect(back).toHaveBeenCalledTimes(1);
});

it("does not take a first showing for a coming back", () => {
  const { page, back } = setUp();
  page.window.dispatchEvent(pageshow(false));
  expect(back).not.toHaveBeenCalled();
});

it("listens for nothing that costs the page its place in the back/forward cache", () => {
  const { page } = setUp();
  const expected = ["freeze", "pagehide", "pageshow", "resume", "visibilitychange"];
  expect([...new Set(page.listenedTo)].sort()).toEqual(expected);
});
