// The form in which everything measured is told: Attune, its peers, the floor, and how many times
// each of them Attune is.
import { ratio } from "./statistics.mjs";

/**
 * @param figures - a summary by contender's key
 * @param attune - the key that counts as Attune; further ones are its variants
 */
export function measuredThing({
  name,
  unit,
  figures,
  attune,
  variants = [],
  floor,
  peers,
  ...more
}) {
  const own = figures[attune];
  const known = peers.filter((key) => key in figures);
  return {
    name,
    unit,
    attune: own,
    variants: pick(figures, variants),
    peers: pick(figures, known),
    floor: figures[floor] ?? null,
    ratio: Object.fromEntries(
      [["floor", floor], ...known.map((key) => [key, key])]
        .filter(([, key]) => figures[key])
        .map(([label, key]) => [label, ratio(own.median, figures[key].median)]),
    ),
    ...more,
  };
}

function pick(figures, keys) {
  const present = keys.filter((key) => key in figures);
  return Object.fromEntries(present.map((key) => [key, figures[key]]));
}
