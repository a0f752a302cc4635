// What prototype.js 1.6 did to the built-ins, and what Rails sites of its time still do: enumerable
// methods on the lists, JSON of its own by toJSON, and its own ideas of methods that later became
// the language's.
(() => {
  const extend = (target, members) => {
    for (const name in members) target[name] = members[name];
    return target;
  };
  const toList = (iterable) => {
    if (!iterable) return [];
    if (iterable.toArray) return iterable.toArray();
    const list = new Array(iterable.length || 0);
    for (let place = 0; place < list.length; place += 1) list[place] = iterable[place];
    return list;
  };
  const toJson = (value) => {
    if (typeof value === "string") return `"${value.replace(/(["\\])/g, "\\$1")}"`;
    if (value === null || typeof value !== "object") return String(value);
    if (value.toJSON) return value.toJSON();
    const members = [];
    for (const name in value) {
      if (typeof value[name] !== "function")
        members.push(`${toJson(name)}: ${toJson(value[name])}`);
    }
    return `{${members.join(", ")}}`;
  };
  extend(Object, {
    keys(object) {
      const names = [];
      for (const name in object) names.push(name);
      return names;
    },
    values(object) {
      const values = [];
      for (const name in object) values.push(object[name]);
      return values;
    },
    extend,
    toJSON: toJson,
    clone: (object) => extend({}, object),
  });
  extend(Function.prototype, {
    argumentNames: () => [],
    defer(...args) {
      return setTimeout(() => this.apply(this, args), 10);
    },
    wrap(wrapper) {
      const original = this;
      return function (...args) {
        return wrapper.apply(this, [original.bind(this), ...args]);
      };
    },
  });
  extend(String.prototype, {
    strip() {
      return this.replace(/^\s+/, "").replace(/\s+$/, "");
    },
    startsWith(pattern) {
      return this.indexOf(pattern) === 0;
    },
    endsWith(pattern) {
      const place = this.length - pattern.length;
      return place >= 0 && this.lastIndexOf(pattern) === place;
    },
    include(pattern) {
      return this.indexOf(pattern) > -1;
    },
    toArray() {
      return this.split("");
    },
    times(count) {
      return count < 1 ? "" : new Array(count + 1).join(this);
    },
    toJSON() {
      return toJson(String(this));
    },
    blank() {
      return /^\s*$/.test(this);
    },
  });
  const stop = {};
  const enumerable = {
    each(iterator) {
      try {
        for (let place = 0; place < this.length; place += 1) iterator(this[place], place);
      } catch (thrown) {
        if (thrown !== stop) throw thrown;
      }
      return this;
    },
    all(iterator = (value) => value) {
      let result = true;
      this.each((value, place) => {
        result = result && !!iterator(value, place);
        if (!result) throw stop;
      });
      return result;
    },
    any(iterator = (value) => value) {
      let result = false;
      this.each((value, place) => {
        result = !!iterator(value, place);
        if (result) throw stop;
      });
      return result;
    },
    collect(iterator = (value) => value, context) {
      const results = [];
      this.each((value, place) => results.push(iterator.call(context, value, place)));
      return results;
    },
    detect(iterator) {
      let result;
      this.each((value, place) => {
        if (!iterator(value, place)) return;
        result = value;
        throw stop;
      });
      return result;
    },
    findAll(iterator, context) {
      const results = [];
      this.each((value, place) => {
        if (iterator.call(context, value, place)) results.push(value);
      });
      return results;
    },
    include(object) {
      return this.indexOf(object) !== -1;
    },
    inject(memo, iterator) {
      this.each((value, place) => (memo = iterator(memo, value, place)));
      return memo;
    },
    toArray() {
      return this.collect();
    },
    size() {
      return this.toArray().length;
    },
  };
  extend(enumerable, {
    map: enumerable.collect,
    find: enumerable.detect,
    select: enumerable.findAll,
    filter: enumerable.findAll,
    member: enumerable.include,
    entries: enumerable.toArray,
    every: enumerable.all,
    some: enumerable.any,
  });
  extend(Array.prototype, enumerable);
  extend(Array.prototype, {
    clear() {
      this.length = 0;
      return this;
    },
    first() {
      return this[0];
    },
    last() {
      return this[this.length - 1];
    },
    clone() {
      return [].concat(this);
    },
    reduce() {
      return this.length > 1 ? this : this[0];
    },
    toJSON() {
      const results = [];
      this.each((value) => results.push(toJson(value)));
      return `[${results.join(", ")}]`;
    },
  });
  Array.from = toList;
  Number.prototype.toJSON = function () {
    return isFinite(this) ? this.toString() : "null";
  };
  Date.prototype.toJSON = function () {
    return `"${this.toISOString().replace(/\.\d+/, "")}"`;
  };
  RegExp.prototype.match = RegExp.prototype.test;
  const { Element } = window;
  window.Element = function (name, attributes) {
    return extend(document.createElement(name), attributes);
  };
  extend(window.Element, Element);
  window.$ = (id) => document.getElementById(id);
  window.$A = toList;
})();
