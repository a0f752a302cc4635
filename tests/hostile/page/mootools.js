// What MooTools 1.3 and its Date did to the built-ins: enumerable methods everywhere, lenient dates,
// and generics under names that later became the language's.
(() => {
  const slice = Array.prototype.slice;
  const implement = (type, members) => {
    for (const name in members) type.prototype[name] ??= members[name];
  };
  Function.prototype.overloadSetter = function () {
    const self = this;
    return function (first, second) {
      if (typeof first === "string") self.call(this, first, second);
      else for (const name in first) self.call(this, name, first[name]);
      return this;
    };
  };
  Function.prototype.implement = function (name, value) {
    this.prototype[name] = value;
  }.overloadSetter();
  Function.prototype.extend = function (name, value) {
    this[name] = value;
  }.overloadSetter();
  Function.from = (item) => (typeof item === "function" ? item : () => item);
  Array.from = (item) => {
    if (item == null) return [];
    const isList = typeof item === "object" && typeof item.length === "number";
    return isList ? (Array.isArray(item) ? item : slice.call(item)) : [item];
  };
  Number.from = (item) => (isFinite(parseFloat(item)) ? parseFloat(item) : null);
  String.from = (item) => `${item}`;
  implement(Array, {
    each: Array.prototype.forEach,
    invoke(name, ...args) {
      return this.map((item) => item[name](...args));
    },
    clean() {
      return this.filter((item) => item != null);
    },
    contains(item, from) {
      return this.indexOf(item, from) !== -1;
    },
    append(list) {
      this.push.apply(this, list);
      return this;
    },
    getLast() {
      return this.length ? this[this.length - 1] : null;
    },
    erase(item) {
      for (let place = this.length; place--;) if (this[place] === item) this.splice(place, 1);
      return this;
    },
    empty() {
      this.length = 0;
      return this;
    },
    pick() {
      return this.find((item) => item != null) ?? null;
    },
  });
  String.prototype.contains = function (text, separator) {
    return separator
      ? (separator + this + separator).indexOf(separator + text + separator) > -1
      : String(this).indexOf(text) > -1;
  };
  String.prototype.test = function (pattern, flags) {
    return new RegExp(pattern, flags).test(this);
  };
  String.prototype.clean = function () {
    return String(this).replace(/\s+/g, " ").trim();
  };
  Number.prototype.limit = function (low, high) {
    return Math.min(high, Math.max(low, this));
  };
  Number.prototype.times = function (work) {
    for (let count = 0; count < this; count += 1) work(count, this);
  };
  const { parse } = Date;
  Date.parse = (text) => new Date(typeof text === "number" ? text : parse(text));
  Date.implement({
    format() {
      return this.toString();
    },
    clone() {
      return new Date(this.getTime());
    },
    increment(_unit, times) {
      return (this.setTime(this.getTime() + (times ?? 1) * 86400000), this);
    },
  });
  window.$$ = (selector) => document.querySelectorAll(selector);
  window.$time = Date.now;
})();
