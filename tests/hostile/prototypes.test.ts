import type { HostilePage } from "./hostile_page.js";
import { refusedStart } from "./outcomes.js";
import { compare } from "./stage.js";

const pages: HostilePage[] = [
  { name: "prototype.js 1.6", library: "prototype-js" },
  { name: "prototype.js 1.6, by module", library: "prototype-js", entry: "module" },
  { name: "MooTools 1.3", library: "mootools" },
  {
    name: "enumerable members on lists",
    before: `
    Array.prototype.each = function (work) { this.forEach(work); };
    Array.prototype.remove = function (item) { this.splice(this.indexOf(item), 1); };
    Array.prototype.last = "a text";`,
  },
  {
    name: "toJSON on lists",
    before: `
    Array.prototype.toJSON = function () { return "a list of " + this.length; };`,
  },
  {
    name: "toJSON on texts, numbers and dates",
    before: `
    String.prototype.toJSON = Number.prototype.toJSON = function () { return '"' + this + '"'; };
    Date.prototype.toJSON = function () { return '"' + this.toISOString() + '"'; };`,
  },
  {
    name: "toJSON on everybody",
    told: {
      ...refusedStart("invalid-config"),
      observe: "invalid-argument",
      zones: "invalid-argument",
    },
    requests: "none",
    before: `
    Object.prototype.toJSON = function () { return "replaced"; };`,
  },
  { name: "frozen intrinsics", library: "freeze" },
  { name: "frozen intrinsics, by module", library: "freeze", entry: "module" },
  {
    name: "methods for objects, not hidden",
    before: `
    Object.prototype.extend = function (more) { return Object.assign(this, more); };
    Object.prototype.isEmpty = function () { return false; };`,
  },
  {
    name: "lists iterated by the page's code",
    before: `
    const { values } = Array.prototype;
    Array.prototype[Symbol.iterator] = function () { return values.call(this); };`,
  },
];

compare("prototypes with additions", pages);
