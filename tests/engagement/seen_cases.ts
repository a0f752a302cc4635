import { expect } from "vitest";

import type { Case, Visit } from "./case.js";

const second = 1700;
const linger = (visit: Visit) => visit.wait(second);
const started = (watching: string) => `<script>start(); ${watching}</script>`;
const watched = started(`watch("#a");`);

/** In a page: does something to the element that is watched. */
const change = (visit: Visit, act: () => void) => visit.page.evaluate(act);

const growing: Case[] = [
  {
    name: "empty, filled later",
    body: `<div id="a"></div>${watched}
      <script>setTimeout(() => a.innerHTML = '<p class="box">Filled</p>', 500)</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 } },
    isEverywhere: true,
  },
  {
    name: "an image without size that loads later",
    body: `<img id="a" alt="">${watched}<script>setTimeout(() => a.src = "/image.svg", 500)</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 } },
  },
  {
    name: "an accordion opened from height 0",
    body: `<div id="b" style="height: 0; overflow: hidden; transition: height 0.2s"><div id="a" class="box">
      Inside</div></div>${started('watch("#a"); watch("#b", "b");')}
      <script>setTimeout(() => b.style.height = "200px", 500)</script>`,
    visit: (visit) => visit.wait(700 + second),
    arrives: { a: { seen: 1 }, b: { seen: 1 } },
  },
  {
    name: "an accordion that stays closed, and an empty element",
    body: `<div style="height: 0; overflow: hidden"><div id="a" class="box">Inside</div></div>
      <div id="b"></div>${started('watch("#a"); watch("#b", "b");')}`,
    visit: linger,
    arrives: { a: { seen: 0 }, b: { seen: 0 } },
  },
  {
    name: "an iframe put in later",
    body: `<div id="a"></div>${watched}
      <script>setTimeout(() => a.append(document.createElement("iframe")), 500)</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 } },
  },
  {
    name: "shown later, from display none",
    body: `<div id="a" class="box" style="display: none">A</div>${watched}
      <script>setTimeout(() => a.style.display = "", 500)</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 } },
  },
  {
    name: "put into the page after it is observed",
    body: `<script>const a = document.createElement("div"); a.className = "box"; start(); watch(a);
      setTimeout(() => document.body.append(a), 500)</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 } },
  },
];

const large: Case[] = [
  {
    name: "200vh, scrolled to its middle",
    body: `<div id="a" style="height: 200vh; background: #ccc">A</div>${watched}
      <script>scrollTo(0, innerHeight / 2)</script>`,
    visit: linger,
    arrives: { a: { seen: 1 } },
    isEverywhere: true,
  },
  {
    name: "25 viewports tall, narrow, scrolled through",
    body: `<div style="height: 100vh"></div><div id="a" style="width: 100px; height: 2500vh">A</div>${watched}`,
    async visit(visit) {
      await visit.wait(300);
      await change(visit, () => scrollTo(0, innerHeight * 5));
      await visit.wait(second);
    },
    arrives: { a: { seen: 1 } },
  },
  {
    name: "a list of two screens of a phone",
    body: `<ul id="a" style="margin: 0">${"<li style='height: 100px'>Item</li>".repeat(14)}</ul>
      <script>start()</script>`,
    async visit(visit) {
      await visit.page.resize(600, 700);
      await change(visit, () => void window.watch("#a"));
      await visit.wait(second);
    },
    arrives: { a: { seen: 1 } },
  },
  {
    name: "a horizontal rail wider than its scroller",
    body: `<div style="width: 400px; overflow-x: auto"><div id="a" style="width: 3000px; height: 200px">A</div>
      </div><div style="width: 400px; overflow: hidden"><div id="b" style="width: 3000px; height: 200px">B</div>
      </div>${started('watch("#a"); watch("#b", "b");')}`,
    visit: linger,
    arrives: { a: { seen: 1 }, b: { seen: 1 } },
  },
  {
    name: "taller than the scroller it is in",
    body: `<div style="width: 400px; height: 300px; overflow-y: scroll"><div id="a" style="height: 2000px">A</div>
      </div>${watched}`,
    visit: linger,
    arrives: { a: { seen: 1 } },
  },
  {
    name: "a scroller that shows a sliver only",
    body: `<div style="height: calc(100vh - 60px)"></div>
      <div style="width: 400px; height: 300px; overflow-y: scroll"><div id="a" style="height: 2000px">A</div>
      </div>${watched}`,
    visit: linger,
    arrives: { a: { seen: 0 } },
  },
  {
    name: "less than half of it in view",
    body: `<div style="height: calc(100vh - 90px)"></div><div id="a" class="box">A</div>${watched}`,
    visit: linger,
    arrives: { a: { seen: 0 } },
    isEverywhere: true,
  },
  ...(["same origin", "other origin"] as const).map((framed) => ({
    name: `taller than all, in a tall frame of the ${framed}`,
    framed,
    body: `<div id="a" style="height: 3000px">A</div>${watched}
      <script>setTimeout(() => Attune.flush(), 2400)</script>`,
    visit: (visit: Visit) => visit.wait(3500),
    arrives: { a: { seen: 1 } },
  })),
  {
    name: "a frame scrolled out of view",
    framed: "other origin",
    body: `<div style="height: 2000px"></div><div id="a" class="box">A</div>${watched}
      <script>setTimeout(() => Attune.flush(), 2400)</script>`,
    visit: (visit) => visit.wait(3500),
    arrives: { a: { seen: 0 } },
  },
];

const box = `<div class="box">A</div>`;
const slotted = (mode: string) => `<div id="host">${box}</div><script>
  const root = host.attachShadow({ mode: "${mode}" }); root.innerHTML = "<slot></slot>";
  start(); watch(root.firstChild);</script>`;

const boxless: Case[] = [
  {
    name: "display contents",
    body: `<div id="a" style="display: contents">${box}</div>
      <div id="b" style="display: contents"><span style="display: contents">${box}</span></div>
      <div id="c" style="display: contents"></div><div id="d" style="display: contents">Text alone</div>
      ${started('for (const name of "abcd") watch("#" + name, name);')}
      <script>setTimeout(() => c.innerHTML = "<p>Late</p>", 500)</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 }, b: { seen: 1 }, c: { seen: 1 }, d: { seen: 1 } },
    isEverywhere: true,
  },
  { name: "a slot", body: slotted("open"), visit: linger, arrives: { a: { seen: 1 } } },
  {
    name: "a slot that is filled later",
    body: `<div id="host"></div><script>
      const root = host.attachShadow({ mode: "closed" }); root.innerHTML = "<slot></slot>";
      start(); watch(root.firstChild);
      setTimeout(() => host.innerHTML = '<p class="box">Late</p>', 500);</script>`,
    visit: (visit) => visit.wait(500 + second),
    arrives: { a: { seen: 1 } },
  },
  {
    name: "only floated, absolute or fixed children",
    body: `<div id="a"><div class="box" style="float: left">A</div></div>
      <div id="b"><div class="box" style="position: absolute; top: 210px">B</div></div>
      <div id="c"><div class="box" style="position: fixed; top: 420px">C</div></div>
      ${started('for (const name of "abc") watch("#" + name, name);')}`,
    visit: linger,
    arrives: { a: { seen: 1 }, b: { seen: 1 }, c: { seen: 1 } },
  },
  {
    name: "boxless, and out of view",
    body: `<div style="height: 150vh"></div><div id="a" style="display: contents">${box}</div>
      <div id="b"><div class="box" style="float: left">A</div></div>${started('watch("#a"); watch("#b", "b");')}`,
    visit: linger,
    arrives: { a: { seen: 0 }, b: { seen: 0 } },
  },
  {
    name: "a long list without a box, of more than a screen",
    body: `<div id="a" style="display: contents">${"<p style='height: 100px; width: 200px'>A</p>".repeat(40)}
      </div>${watched}`,
    visit: linger,
    arrives: { a: { seen: 1 } },
  },
];

const chosen: Case[] = [
  {
    name: "another share and another time",
    body: `<div style="height: calc(100vh - 120px)"></div><div id="a" class="box" style="float: left">A</div>
      <div id="b" class="box" style="float: left">B</div><div id="c" class="box" style="float: left">C</div>
      ${started(`watch("#a", "a", { ratio: 0.7 }); watch("#b", "b", { ratio: 0.55, dwellMs: 200 });
      watch("#c", "c", { dwellMs: 20_000 });`)}`,
    async visit(visit) {
      await visit.wait(900);
      expect(await visit.arrived("b")).toMatchObject({ seen: 1 });
      await visit.wait(800);
    },
    arrives: { a: { seen: 0 }, b: { seen: 1 }, c: { seen: 0 } },
  },
  {
    name: "all of it, at once",
    body: `<div id="a" class="box">A</div>${started('watch("#a", "a", { ratio: 1, dwellMs: 0 });')}`,
    visit: (visit) => visit.wait(700),
    arrives: { a: { seen: 1 } },
  },
];

export const seenCases: Case[] = [...growing, ...large, ...boxless, ...chosen];
