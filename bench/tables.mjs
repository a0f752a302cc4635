// What was measured, for a terminal.

export function printThings(things) {
  for (const thing of things) console.log(`\n${textOf(thing)}`);
}

function textOf(thing) {
  const lines = rowsOf(thing).map(({ label, figure, ratio }) =>
    [label.padEnd(24), spread(figure).padStart(30), times(ratio).padStart(10)].join(""),
  );
  const rooms = Object.entries(thing.rooms ?? {}).map(([room, bytes]) =>
    [`  ${room}`.padEnd(54), bytes.toLocaleString("en")].join(""),
  );
  return [`${thing.name} (${thing.unit})`, ...lines, ...rooms].join("\n");
}

/** Attune first, then its variants, the floor, the peers; each with how many times it Attune is. */
export function rowsOf({ attune, variants, floor, peers, ratio }) {
  const row = (label, figure, ratio) => ({ label, figure, ratio });
  return [
    row("attune", attune),
    ...Object.entries(variants).map(([key, figure]) => row(key, figure)),
    ...(floor ? [row("floor", floor, ratio.floor)] : []),
    ...Object.entries(peers).map(([key, figure]) => row(key, figure, ratio[key])),
  ];
}

function spread({ median, low, high }) {
  const middle = median.toLocaleString("en");
  return low === undefined ? middle : `${middle}  (${low} to ${high})`;
}

const times = (ratio) => (ratio == null ? "" : `x ${ratio}`);
