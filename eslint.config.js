import js from "@eslint/js";
import globals from "globals";
import ts from "typescript-eslint";

const typed = ["js/**/*.ts"];

export default ts.config(
  {
    ignores: [".cache/", "dist/", "node_modules/", "pkg/", "target/", "test-results/"],
  },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: typed,
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.dev.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // glue.d.ts describes a generated file; whoever imports that file needs it, in any program.
      "@typescript-eslint/triple-slash-reference": ["error", { path: "always" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-console": "error",
    },
  },
  {
    // The dev server talks to a developer's terminal.
    files: ["js/dev/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["tests/**/*.ts", "vitest.config.ts"],
    extends: [ts.configs.recommended],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    files: ["bench/**/*.mjs", "tools/**/*.mjs", "docs/**/*.mjs", "eslint.config.js"],
    languageOptions: { globals: globals.node },
  },
  {
    // Functions that run in a page, which the page itself has or another script of it.
    files: ["bench/**/*.js", "bench/calls.mjs", "bench/memory.mjs"],
    languageOptions: {
      globals: {
        ...globals.browser,
        Attune: "readonly",
        bench: "readonly",
        calls: "readonly",
        handed: "readonly",
        points: "readonly",
        report: "readonly",
        show: "readonly",
        showIn: "readonly",
      },
    },
    rules: { "no-redeclare": ["error", { builtinGlobals: false }] },
  },
  {
    // The snippet for the page's head: every byte of it is in every page.
    files: ["js/stub.js"],
    rules: { eqeqeq: "off" },
  },
  {
    files: ["js/**/*.js", "src/**/*.js", "www/**/*.js", "tests/**/*.js"],
    languageOptions: { globals: { ...globals.browser, Attune: "readonly" } },
  },
);
