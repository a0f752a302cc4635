import { isObject } from "./json.js";

export interface Problem {
  path: string;
  expected: string;
}

/** Looks at one value and adds what is wrong with it; never stops at the first. */
export type Check = (value: unknown, path: string, problems: Problem[]) => void;

function holds(test: (value: unknown) => boolean, expected: string): Check {
  return (value, path, problems) => {
    if (!test(value)) problems.push({ path, expected });
  };
}

export const anything: Check = () => {};

export const text = holds(
  (value) => typeof value === "string" && value.trim() !== "",
  "a text that is not blank",
);

export const flag = holds((value) => typeof value === "boolean", "true or false");

export const amount = holds(
  (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
  "a number, 0 or more",
);

export const count = holds(
  (value) => Number.isInteger(value) && (value as number) >= 1,
  "a whole number, 1 or more",
);

export const uuid = holds(
  (value) =>
    typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  "a UUID",
);

export function oneOf(...choices: readonly unknown[]): Check {
  const shown = choices.map((each) => JSON.stringify(each)).join(", ");
  return holds((value) => choices.includes(value), `one of ${shown}`);
}

function memberPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

export function listOf(check: Check, atLeast = 0): Check {
  const expected = atLeast > 0 ? `a list with ${atLeast} entry or more` : "a list";
  return (value, path, problems) => {
    if (!Array.isArray(value) || value.length < atLeast) {
      problems.push({ path, expected });
      return;
    }
    for (const [index, each] of value.entries()) check(each, `${path}[${index}]`, problems);
  };
}

export function mapOf(check: Check): Check {
  return (value, path, problems) => {
    if (!isObject(value)) {
      problems.push({ path, expected: "an object" });
      return;
    }
    for (const [key, each] of Object.entries(value)) check(each, memberPath(path, key), problems);
  };
}

/** Members whose name ends in `?` may be missing; a member that is not listed is a typing error. */
export function record(members: Readonly<Record<string, Check>>): Check {
  const checks = new Map(
    Object.entries(members).map(([name, check]) => [
      name.replace(/\?$/, ""),
      { check, optional: name.endsWith("?") },
    ]),
  );
  const known = [...checks.keys()].join(", ");
  return (value, path, problems) => {
    if (!isObject(value)) {
      problems.push({ path: path || "(the file)", expected: `an object with ${known}` });
      return;
    }
    for (const key of Object.keys(value)) {
      if (checks.has(key) || key.startsWith("$")) continue;
      problems.push({
        path: memberPath(path, key),
        expected: `no such member; known are ${known}`,
      });
    }
    for (const [key, { check, optional }] of checks) {
      const member = Object.hasOwn(value, key) ? value[key] : undefined;
      if (member === undefined && optional) continue;
      check(member, memberPath(path, key), problems);
    }
  };
}
