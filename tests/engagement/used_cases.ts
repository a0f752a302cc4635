import { expect } from "vitest";

import type { Case, Visit } from "./case.js";

const started = (watching: string) => `<script>start(); ${watching}</script>`;
const link = `<a id="a" href="/elsewhere" style="display: block; width: 200px; height: 30px">Link</a>
  <script>for (const kind of ["click", "auxclick"])
    a.addEventListener(kind, (event) => event.preventDefault())</script>`;
const button = `<div id="a" style="height: 60px"><button id="press">Press</button></div>`;
const presses =
  (...selectors: string[]) =>
  async ({ page }: Visit): Promise<void> => {
    for (const selector of selectors) await page.press(selector);
  };
const watched = started(`watch("#a");`);

const pressed: Case[] = [
  {
    name: "a press, and the next one",
    body: `${button}${watched}`,
    visit: presses("#press", "#press", "#a"),
    arrives: { a: { used: 3 } },
    isEverywhere: true,
  },
  {
    name: "the middle button on a link",
    body: `${link}${watched}`,
    visit: async ({ page }) => {
      await page.press("#a", "middle");
      await page.press("#a");
    },
    arrives: { a: { used: 2 } },
    isEverywhere: true,
  },
  {
    name: "the middle button on what is no link",
    body: `${button}${watched}`,
    visit: ({ page }) => page.press("#press", "middle"),
    arrives: { a: { used: 0 } },
  },
  {
    name: "no more after the undo",
    body: `${button}${started(`window.halt = watch("#a");`)}`,
    async visit({ page }) {
      await page.press("#press");
      await page.evaluate(() => window.halt());
      await page.press("#press");
    },
    arrives: { a: { used: 1 } },
  },
];

const field = (kind: string) => `<label id="label-${kind}" style="display: block">${kind}
  <input type="${kind}"></label>`;

const labelled: Case[] = ["checkbox", "radio", "text"].map((kind) => ({
  name: `a label inside, of a ${kind}`,
  body: `<div id="a">${field(kind)}</div>${watched}`,
  visit: presses(`#label-${kind}`, `#label-${kind}`),
  arrives: { a: { used: 2 } },
  isEverywhere: kind === "checkbox",
}));

const repeated: Case[] = [
  {
    name: "observed twice with one reference",
    body: `${button}${started(`watch("#a"); watch("#a");`)}`,
    visit: presses("#press"),
    arrives: { a: { used: 1 } },
  },
  {
    name: "observed on wrapper and child",
    body: `${button}${started(`watch("#a"); watch("#press"); watch(document.body, "b");`)}`,
    visit: presses("#press", "#press"),
    arrives: { a: { used: 2 }, b: { used: 2 } },
    isEverywhere: true,
  },
  {
    name: "observed outside and inside of a closed shadow root",
    body: `<div id="host" style="width: 100px; height: 50px"></div><script>
      const root = host.attachShadow({ mode: "closed" });
      root.innerHTML = '<button style="width: 100%; height: 100%">Press</button>';
      start(); watch("#host"); watch(root.firstChild); watch(root.firstChild, "b");</script>`,
    visit: presses("#host", "#host"),
    arrives: { a: { used: 2 }, b: { used: 2 } },
    isEverywhere: true,
  },
];

const stopping = (where: string) =>
  `<script>${where}.addEventListener("click", (event) => event.stopPropagation(), true)</script>`;

const stopped: Case[] = [
  {
    name: "stopped by an ancestor in the capture phase",
    body: `${button}${stopping("document.body")}${watched}`,
    visit: presses("#press"),
    arrives: { a: { used: 1 } },
  },
  {
    name: "stopped by the document in the capture phase",
    head: stopping("document"),
    body: `${button}${watched}`,
    visit: presses("#press"),
    arrives: { a: { used: 1 } },
    isEverywhere: true,
  },
  {
    name: "stopped at the window",
    head: stopping("window"),
    body: `${button}${watched}`,
    visit: presses("#press"),
    arrives: { a: { used: 1 } },
  },
];

const scripted: Case[] = [
  {
    name: "a click by a timer",
    body: `${button}${watched}<script>const timer = setInterval(() => press.click(), 100);
      window.halt = () => clearInterval(timer)</script>`,
    async visit(visit) {
      await visit.wait(500);
      expect(await visit.arrived()).toMatchObject({ used: 0 });
      await visit.page.evaluate(() => window.halt());
      await visit.page.press("#press");
    },
    arrives: { a: { used: 1 } },
    isEverywhere: true,
  },
  {
    name: "a click by a script, inside a press elsewhere",
    body: `${button}<p id="card">A card</p>${watched}
      <script>card.addEventListener("click", () => press.click())</script>`,
    visit: presses("#card", "#card"),
    arrives: { a: { used: 2 } },
    isEverywhere: true,
  },
  {
    name: "a click by a script, inside the same press",
    body: `${button}${watched}<script>a.addEventListener("pointerup", () => press.click());
      a.addEventListener("click", (event) => { if (event.isTrusted) press.click(); });</script>`,
    visit: presses("#press", "#press"),
    arrives: { a: { used: 2 } },
  },
];

export const usedCases: Case[] = [...pressed, ...labelled, ...repeated, ...stopped, ...scripted];
