// The bytes a visitor downloads: a table, `--json` for programs, `--gate` against size-budget.json.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./versions.mjs";
import { weigh } from "./weigh.mjs";

const forms = ["raw", "gzip", "brotli"];
const names = ["attune.js", "index.js", "error.js", "attune.wasm"];

const files = names.map(measure);
const [scriptTag, ...npmFiles] = files.map(({ raw, gzip, brotli }) => ({ raw, gzip, brotli }));
const npm = Object.fromEntries(forms.map((form) => [form, sum(npmFiles, form)]));

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ files, scriptTag, npm }));
} else {
  printTable();
}
if (process.argv.includes("--gate")) checkBudget();

function measure(name) {
  const path = join(root, "dist", name);
  if (!existsSync(path)) {
    console.error(`dist/${name} is missing: run npm run build first`);
    process.exit(1);
  }
  return { name, ...weigh(readFileSync(path)) };
}

function sum(sizes, form) {
  return sizes.reduce((total, size) => total + size[form], 0);
}

function printTable() {
  const head = forms.map((form) => form.padStart(10)).join("");
  console.log(`${"bytes".padEnd(28)}${head}`);
  const total = { name: "npm (both .js + attune.wasm)", ...npm };
  for (const { name, ...sizes } of [...files, total]) {
    const figures = forms.map((form) => sizes[form].toLocaleString("en").padStart(10)).join("");
    console.log(`${name.padEnd(28)}${figures}`);
  }
}

function checkBudget() {
  const budget = JSON.parse(readFileSync(join(root, "size-budget.json"), "utf8"));
  const measured = { scriptTag, npm };
  for (const { name, ...sizes } of files) measured[name] = sizes;
  for (const [name, limits] of Object.entries(budget)) {
    for (const [form, limit] of Object.entries(limits)) {
      const size = measured[name]?.[form];
      if (size <= limit) continue;
      console.error(`${name} is ${size} bytes in ${form}; the budget is ${limit}`);
      process.exitCode = 1;
    }
  }
}
