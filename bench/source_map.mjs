// Source maps of a WebAssembly module: one line, whose columns are places in the file.

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** @param places - `[{ offset, file }]` in rising order */
export function writeSourceMap(places) {
  const sources = [...new Set(places.map(({ file }) => file).filter(Boolean))];
  const numbers = new Map(sources.map((source, number) => [source, number]));
  let column = 0;
  let last = 0;
  const segments = places.map(({ offset, file }) => {
    const moved = offset - column;
    column = offset;
    if (!file) return number(moved);
    const source = numbers.get(file);
    const step = source - last;
    last = source;
    return number(moved) + number(step) + number(0) + number(0);
  });
  return JSON.stringify({ version: 3, sources, names: [], mappings: segments.join(",") });
}

/** @returns `[{ offset, file }]` in rising order */
export function readSourceMap(text) {
  const { sources, mappings } = JSON.parse(text);
  let offset = 0;
  let source = 0;
  return mappings.split(",").map((segment) => {
    const [moved, step] = numbersOf(segment);
    offset += moved;
    if (step === undefined) return { offset };
    source += step;
    return { offset, file: sources[source] };
  });
}

/** Five bits a digit, the lowest first, of them the very lowest is the sign. */
function number(value) {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    const part = rest % 32;
    rest = Math.floor(rest / 32);
    text += digits[rest > 0 ? part + 32 : part];
  } while (rest > 0);
  return text;
}

function numbersOf(segment) {
  const numbers = [];
  let value = 0;
  let scale = 1;
  for (const digit of segment) {
    const part = digits.indexOf(digit);
    value += (part % 32) * scale;
    scale *= 32;
    if (part >= 32) continue;
    numbers.push(value % 2 ? -Math.floor(value / 2) : value / 2);
    value = 0;
    scale = 1;
  }
  return numbers;
}
