import { expect } from "vitest";

import type { Case, Visit } from "./case.js";

const second = 1700;
const started = (watching: string) => `<script>start(); ${watching}</script>`;
const watched = started(`watch("#a");`);

/** In a page: does something to the element that is watched. */
const change = (visit: Visit, act: () => void) => visit.page.evaluate(act);

/** Does not count while something is done to the page, and does once it is undone. */
const hiddenBy = (name: string, hide: string, show: string, more: Partial<Case> = {}): Case => ({
  name,
  body: `<main id="outer">${`<div id="a" class="box">A</div>`}</main><dialog id="modal">Modal</dialog>
    <script>${hide}; start(); watch("#a"); window.reveal = () => { ${show} };</script>`,
  async visit(visit) {
    await visit.wait(second);
    expect(await visit.arrived()).toMatchObject({ seen: 0 });
    await visit.page.evaluate(() => window.reveal());
    await visit.wait(second);
  },
  arrives: { a: { seen: 1 } },
  ...more,
});

const style = (of: string, name: string, value: string): [string, string] => [
  `${of}.style.${name} = "${value}"`,
  `${of}.style.${name} = ""`,
];

const unseen: Case[] = [
  hiddenBy("opacity 0 on it", ...style("a", "opacity", "0"), { isEverywhere: true }),
  hiddenBy("opacity 0 on a parent", ...style("outer", "opacity", "0")),
  hiddenBy("opacity 0 on body", ...style("document.body", "opacity", "0")),
  hiddenBy("visibility hidden on it", ...style("a", "visibility", "hidden")),
  hiddenBy("visibility hidden on a parent", ...style("outer", "visibility", "hidden")),
  hiddenBy("visibility hidden on body", ...style("document.body", "visibility", "hidden")),
  hiddenBy(
    "content visibility hidden on a parent",
    ...style("outer", "contentVisibility", "hidden"),
  ),
  hiddenBy("under a modal dialog", "modal.showModal()", "modal.close()", { isEverywhere: true }),
  {
    name: "in a modal dialog, and around one",
    body: `<dialog id="modal"><div id="a" class="box">A</div></dialog>
      <div id="b"><div class="box"></div><dialog id="inner">Modal</dialog></div>
      <script>modal.showModal(); start(); watch("#a");</script>`,
    async visit(visit) {
      await visit.wait(second);
      await change(visit, () => {
        document.querySelector<HTMLDialogElement>("#modal")?.close();
        document.querySelector<HTMLDialogElement>("#inner")?.showModal();
        window.watch("#b", "b");
      });
      await visit.wait(second);
    },
    arrives: { a: { seen: 1 }, b: { seen: 1 } },
  },
  {
    name: "hidden in the middle of the second, for a while",
    body: `<div id="a" class="box">A</div>${watched}<script>
      setTimeout(() => a.style.opacity = "0", 500); setTimeout(() => a.style.opacity = "", 1000);
      setTimeout(() => a.remove(), 1450);</script>`,
    visit: (visit) => visit.wait(2500),
    arrives: { a: { seen: 0 } },
  },
  {
    name: "hidden in the middle of the second, for a moment",
    body: `<div id="a" class="box">A</div><script>start().then(() => { watch("#a");
      setTimeout(() => a.style.opacity = "0", 500); setTimeout(() => a.style.opacity = "", 560);
      setTimeout(() => a.remove(), 1450); })</script>`,
    visit: (visit) => visit.wait(2500),
    arrives: { a: { seen: 1 } },
  },
  {
    name: "scrolled away in the middle of the second",
    body: `<div id="a" class="box">A</div><div style="height: 300vh"></div>
      ${watched}<script>setTimeout(() => scrollTo(0, 2000), 500);
      setTimeout(() => scrollTo(0, 0), 1000); setTimeout(() => scrollTo(0, 2000), 1450);</script>`,
    visit: (visit) => visit.wait(2500),
    arrives: { a: { seen: 0 } },
  },
];

const isClean = async (visit: Visit) => expect((await visit.status()).dropped).toEqual({});

const consented: Case[] = [
  {
    name: "in view at the opt-in by updateConsents",
    body: `<div id="a" class="box">A</div><script>start([]); watch("#a");</script>`,
    async visit(visit) {
      await visit.wait(1500);
      await change(visit, () => window.allow());
      expect((await visit.status()).dropped).toEqual({});
      await visit.wait(second);
      await isClean(visit);
    },
    arrives: { a: { seen: 1 } },
    isEverywhere: true,
  },
  {
    name: "in view at the opt-in by a promise",
    body: `<div id="a" class="box">A</div><script>
      const later = new Promise((tell) => setTimeout(tell, 1500, { provider: "CMP", purpose: "Tracking", status: "Opt In" }));
      start(later); watch("#a");</script>`,
    async visit(visit) {
      await visit.wait(1500 + second);
      await isClean(visit);
    },
    arrives: { a: { seen: 1 } },
  },
  {
    name: "seen only before the opt-in, or hardly after it",
    body: `<div id="a" class="box">A</div><div id="b" class="box">B</div>
      <script>start([]); watch("#a"); watch("#b", "b");
      setTimeout(() => a.remove(), 1500);
      setTimeout(() => { allow(); setTimeout(() => b.remove(), 500); }, 1600);</script>`,
    async visit(visit) {
      await visit.wait(1600 + second);
      await isClean(visit);
    },
    arrives: { a: { seen: 0 }, b: { seen: 0 } },
  },
  {
    name: "seen before init, and still then",
    body: `<div id="a" class="box">A</div><script>watch("#a"); setTimeout(start, 1300);</script>`,
    visit: (visit) => visit.wait(1300 + second + 300),
    arrives: { a: { seen: 1 } },
  },
];

const rendered = (observe: string, ms = 700) => `<div id="place"></div><script>
  start(); let undo;
  const render = () => { place.innerHTML = '<div class="box">A</div>'; ${observe} };
  render(); const timer = setInterval(render, ${ms});
  setTimeout(() => clearInterval(timer), 2500);</script>`;

const again: Case[] = [
  {
    name: "rendered again every 700 ms, with the undo",
    body: rendered(`undo?.(); undo = watch(place.firstChild);`),
    visit: (visit) => visit.wait(2400),
    arrives: { a: { seen: 1 } },
    isEverywhere: true,
  },
  {
    name: "rendered again every 700 ms, without the undo",
    body: rendered(`watch(place.firstChild);`),
    visit: (visit) => visit.wait(2400),
    arrives: { a: { seen: 1 } },
  },
  {
    name: "rendered again every 400 ms, another each time",
    body: rendered(
      `const n = window.n = (window.n ?? 0) + 1; watch(place.firstChild, "n" + n);`,
      400,
    ),
    visit: (visit) => visit.wait(2300),
    arrives: { n1: { seen: 0 }, n2: { seen: 0 }, n3: { seen: 0 } },
  },
  {
    name: "seen twice in a page view",
    body: `<div id="a" class="box">A</div><div id="b" class="box">B</div>
      ${started('watch("#a"); watch("#b");')}`,
    async visit(visit) {
      await visit.wait(second);
      await change(visit, () => void window.watch("#a"));
      await visit.wait(second);
    },
    arrives: { a: { seen: 1 } },
  },
  {
    name: "restored by the back forward cache",
    body: `<div id="a" class="box">A</div>${watched}
      <script>addEventListener("pageshow", (event) => { window.isRestored = event.persisted; });</script>`,
    async visit(visit) {
      await visit.wait(second);
      expect(await visit.arrived()).toMatchObject({ seen: 1 });
      const elsewhere = `http://${visit.prefix}.localhost:${visit.collector.port}/elsewhere`;
      await visit.page.goto(elsewhere);
      await visit.page.back();
      await visit.wait(second);
    },
    arrives: { a: { seen: 1 } },
  },
];

const told: Case[] = [
  {
    name: "at level debug it says why, once",
    head: `<script>window.said = [];
      console.debug = (...words) => said.push(words.join(" "));</script>`,
    body: `<div id="a" class="box" style="opacity: 0">A</div>
      <i id="c" class="box" style="display: block">C</i><div style="height: 200vh"></div><p id="b" class="box">B</p>
      <script>start([], { logging: "debug" }); watch("#a"); watch("#b", "b"); watch("#c", "c"); setTimeout(allow, 1200)</script>`,
    async visit(visit) {
      await visit.wait(1200 + second);
      const lines = await visit.page.evaluate(() =>
        window.said.filter((line) => line.includes("No impression")),
      );
      const about = (form: RegExp) => lines.filter((line) => form.test(line)).length;
      expect(
        [about(/i#c.*opt-in/), about(/div#a.*hidden/), about(/p#b.* 0 %/)],
        lines.join("\n"),
      ).toEqual([1, 1, 1]);
      expect(lines.join(), "no id of the visitor or a decision").not.toContain(visit.prefix);
    },
    arrives: { a: { seen: 0 }, b: { seen: 0 }, c: { seen: 1 } },
  },
];

export const dwellCases: Case[] = [...unseen, ...consented, ...again, ...told];
