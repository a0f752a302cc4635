import { defineConfig } from "vitest/config";

const project = (name: string, more: object = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...more },
});

// What drives a browser or builds a project needs time, and the two cores to itself.
const patient = { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false };

export default defineConfig({
  define: { __VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    projects: [
      project("unit"),
      project("dev"),
      project("model"),
      project("journeys", patient),
      project("traps", patient),
      project("engagement", patient),
      project("hostile", patient),
      project("package", patient),
      project("docs", patient),
      project("delivery", patient),
      project("identity", patient),
      project("decisions", patient),
    ],
  },
});
