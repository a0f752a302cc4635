import type { HostilePage } from "./hostile_page.js";
import { compare } from "./stage.js";

const throwing = (name: string): string =>
  `Object.defineProperty(window, "${name}", { get() { throw new DOMException("no", "SecurityError"); } });`;

const pages: HostilePage[] = [
  { name: "both storages throw", before: throwing("localStorage") + throwing("sessionStorage") },
  {
    name: "storages replaced by objects",
    before: `
    for (const name of ["localStorage", "sessionStorage"]) {
      const held = {};
      Object.defineProperty(window, name, { value: { getItem: (key) => held[key] ?? null,
        setItem: (key, text) => { held[key] = text; }, removeItem: (key) => { delete held[key]; } } });
    }`,
  },
  {
    name: "storages are null",
    before: `
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: null });`,
  },
  {
    name: "Storage methods wrapped",
    before: `
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, text) { return setItem.call(this, key, text); };
    Storage.prototype.setObject = function (key, value) { this.setItem(key, JSON.stringify(value)); };`,
  },
  {
    name: "setItem throws",
    before: `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };`,
  },
  {
    name: "document.cookie overridden",
    before: `
    Object.defineProperty(document, "cookie", { get: () => "consent=yes; broken; =; a=b=c", set() {} });`,
  },
  {
    name: "document.cookie throws",
    before: `
    Object.defineProperty(document, "cookie", { get() { throw new Error("no"); }, set() { throw new Error("no"); } });`,
  },
  {
    name: "document.cookie is no text",
    before: `
    Object.defineProperty(document, "cookie", { value: 5 });`,
  },
  {
    name: "navigator.locks is gone",
    before: `Object.defineProperty(navigator, "locks", { value: undefined });`,
  },
  {
    name: "navigator.locks throws",
    before: `
    LockManager.prototype.request = () => { throw new Error("no"); };`,
  },
  {
    name: "navigator.locks rejects",
    before: `
    LockManager.prototype.request = () => Promise.reject(new Error("no"));`,
  },
  {
    name: "script tag twice",
    tag: `<script src="{base}/attune.js"></script><script src="{base}/attune.js"></script>`,
  },
  {
    name: "an older version after it",
    tag: `<script src="{base}/attune.js"></script><script src="{base}/older.js"></script>`,
  },
  {
    name: "an older version before it",
    tag: `<script src="{base}/older.js"></script><script src="{base}/attune.js"></script>`,
  },
  {
    name: "the module beside the script tag",
    after: `
    import("{base}/index.js").then((module) => { window.attuneOfModule = module.version; });`,
  },
  {
    name: "an Attune of the page's own",
    global: "SalesforceInteractions",
    before: `window.Attune = { mine: true, toString: () => "the page's own" };`,
    tag: `<script src="{base}/attune.js" data-global="SalesforceInteractions"></script>`,
  },
  {
    name: "an Attune that cannot be replaced",
    global: "SalesforceInteractions",
    before: `Object.defineProperty(window, "Attune", { value: undefined });`,
    tag: `<script src="{base}/attune.js" data-global="SalesforceInteractions"></script>`,
  },
  {
    name: "sandboxed frame",
    sandbox: "allow-scripts",
    requests: "other",
    told: { campaign: "{}" },
  },
  {
    name: "sandboxed frame with an origin",
    sandbox: "allow-scripts allow-same-origin",
    requests: "other",
    told: { campaign: "{}" },
    noise: /can escape its sandboxing/,
  },
  {
    name: "written by document.write",
    tag: `<script>document.write('<script src="{base}/attune.js"><\\/script>');</script>`,
  },
  {
    name: "put in by another script",
    tag: `<script>
    const tag = document.createElement("script"); tag.src = "{base}/attune.js"; tag.async = false;
    document.head.append(tag);</script>`,
  },
  { name: "another base", head: `<base href="https://elsewhere.example/deep/">` },
  { name: "quirks mode", doctype: "" },
  { name: "windows-1252", charset: "windows-1252" },
  { name: "windows-1251", charset: "windows-1251" },
  { name: "Shift_JIS", charset: "shift_jis" },
  {
    name: "elements named like what the SDK reads",
    head: ``,
    before: `
    document.head.insertAdjacentHTML("beforeend", '<meta name="Attune" id="Attune"><form name="cookie"></form><img name="documentElement">');`,
  },
];
compare("the state of the page", pages);
