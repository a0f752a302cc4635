/** The middle of the figures, and the quarters that bound the middle half of them. */
export function summarize(figures) {
  const sorted = figures.toSorted((one, other) => one - other);
  return {
    median: at(sorted, 0.5),
    low: at(sorted, 0.25),
    high: at(sorted, 0.75),
    runs: sorted.length,
  };
}

function at(sorted, part) {
  const place = (sorted.length - 1) * part;
  const before = sorted[Math.floor(place)];
  const after = sorted[Math.ceil(place)];
  return round(before + (after - before) * (place % 1));
}

/** Three decimals below 1, two above it, one above 100: more would be noise. */
export function round(figure) {
  const digits = Math.abs(figure) < 1 ? 3 : Math.abs(figure) < 100 ? 2 : 1;
  return Number(figure.toFixed(digits));
}

/** How many times the second the first is. */
export function ratio(one, other) {
  return other > 0 ? round(one / other) : null;
}
