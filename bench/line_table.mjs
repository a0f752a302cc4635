// Which source file each place in the code comes from: the line table of DWARF, version 4, which
// is what Rust writes for WebAssembly. Inlined code has the file it was written in.
import { readerOf } from "./bytes.mjs";

/** @returns `[{ address, file }]` in the order of the table; without a file, a stretch ends there */
export function readLineTable(bytes) {
  const places = [];
  const source = readerOf(bytes);
  while (!source.isAtEnd()) {
    const length = source.fixed4();
    places.push(...readUnit(source.take(length)));
  }
  return places;
}

function readUnit(bytes) {
  const source = readerOf(bytes);
  const version = source.fixed2();
  if (version !== 4) throw new Error(`the line table is of version ${version}, not of 4`);
  const headerLength = source.fixed4();
  const program = source.at() + headerLength;
  const header = readHeader(source);
  return runProgram(readerOf(bytes, program), header);
}

function readHeader(source) {
  const leastInstruction = source.byte();
  source.byte(); // operations an instruction: 1 on a machine that has no bundles
  source.byte(); // whether a row begins a statement, at first
  const lineBase = source.signedByte();
  const lineRange = source.byte();
  const opcodeBase = source.byte();
  const lengths = Array.from({ length: opcodeBase - 1 }, () => source.byte());
  const folders = [""];
  for (let folder = source.text(); folder; folder = source.text()) folders.push(folder);
  const files = [""];
  for (let name = source.text(); name; name = source.text()) {
    const folder = folders[source.number()];
    source.number();
    source.number();
    files.push(folder ? `${folder}/${name}` : name);
  }
  return { leastInstruction, lineBase, lineRange, opcodeBase, lengths, files };
}

/** Only addresses and files are followed: a line says nothing of a room. */
function runProgram(source, { leastInstruction, lineRange, opcodeBase, lengths, files }) {
  const places = [];
  let address = 0;
  let file = 1;
  const row = () => places.push({ address, file: files[file] });
  const advance = (count) => (address += count * leastInstruction);
  const extended = () => {
    const length = source.number();
    const end = source.at() + length;
    const what = source.byte();
    if (what === 1) {
      places.push({ address });
      address = 0;
      file = 1;
    }
    if (what === 2) address = source.fixed4();
    source.take(end - source.at());
  };
  const standard = {
    0: extended,
    1: row,
    2: () => advance(source.number()),
    3: () => source.signed(),
    4: () => (file = source.number()),
    8: () => advance(Math.floor((255 - opcodeBase) / lineRange)),
    9: () => (address += source.fixed2()),
  };
  while (!source.isAtEnd()) {
    const code = source.byte();
    if (code >= opcodeBase) {
      advance(Math.floor((code - opcodeBase) / lineRange));
      row();
    } else if (standard[code]) standard[code]();
    else for (let left = lengths[code - 1]; left > 0; left--) source.number();
  }
  return places;
}
