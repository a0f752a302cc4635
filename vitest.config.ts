import { defineConfig } from "vitest/config";

const project = (name: string, more: object = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...more },
});

// What drives a browser or builds a project needs time, and the two cores to itself.
const patient = { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false };

// What holds a page against the clock is tried again where the machine was busy with something else;
// what is wrong is wrong three times.
const timed = { ...patient, retry: 2 };

export default defineConfig({
  define: { __VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    projects: [
      project("unit"),
      project("dev"),
      project("model"),
      project("journeys", patient),
      project("traps", timed),
      project("hostile", timed),
      project("package", patient),
      project("delivery", patient),
      project("identity", timed),
      project("decisions", timed),
    ],
  },
});
