// The entries of the package, as a bundler finds them by its `exports`.
import { readFileSync } from "node:fs";
import { join } from "node:path/posix";

import { root } from "./fences.js";

type Target = string | { types?: string; default?: string };

const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  exports: Record<string, Target>;
};

const targetsOf = (pick: (target: Target) => string | undefined): [string, string][] =>
  Object.entries(exports).flatMap(([path, target]) => {
    const file = pick(target);
    return file === undefined ? [] : [[join(name, path), file] as [string, string]];
  });

/** `attune/consent` → `./dist/consent.js` */
export const scripts = targetsOf((target) =>
  typeof target === "string" ? target : target.default,
).filter(([, file]) => file.endsWith(".js"));

/** `attune/consent` → `./dist/consent.d.ts` */
export const declarations = targetsOf((target) =>
  typeof target === "string" ? undefined : target.types,
);
