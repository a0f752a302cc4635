import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import { findBrowser } from "../../tools/browser.mjs";
import { browserFlags } from "../support/browser_flags.js";
import { type Json, Pipe } from "./pipe.js";
import { Tab } from "./tab.js";

const flags = [
  "--headless=new",
  ...browserFlags,
  // Every visitor has a host of its own, and all of them are this machine.
  "--host-resolver-rules=MAP *.localhost 127.0.0.1",
  "--remote-debugging-pipe",
];

export interface OpenOptions {
  /** A window of its own, or one more tab of the window that is there. */
  window?: "own" | "shared";
  /** Behind the tab that is looked at. */
  background?: boolean;
}

/** The profile of a user, and the browser that runs on it, for as long as nobody kills it. */
export class Chromium {
  readonly #profile = mkdtempSync(join(tmpdir(), "attune-delivery-"));
  #process!: ChildProcess;
  #pipe!: Pipe;

  static async start(): Promise<Chromium> {
    const chromium = new Chromium();
    await chromium.start();
    return chromium;
  }

  /** Starts the browser, or starts it again, on the same profile. */
  async start(): Promise<void> {
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;
    const args = [...flags, `--user-data-dir=${this.#profile}`, "about:blank"];
    this.#process = spawn(String(findBrowser().chrome), args, { stdio: [...stdio] });
    const [, , , out, back] = this.#process.stdio;
    this.#pipe = new Pipe(out as Writable, back as Readable);
    const pipe = this.#pipe;
    this.#process.once("error", () => pipe.end());
    this.#process.once("exit", () => pipe.end());
    await pipe.send("Target.setDiscoverTargets", { discover: true });
  }

  get pipe(): Pipe {
    return this.#pipe;
  }

  /** An empty tab, ready to go anywhere. */
  async open({ window = "shared", background = false }: OpenOptions = {}): Promise<Tab> {
    const how = { url: "about:blank", newWindow: window === "own", background };
    const { targetId } = await this.#pipe.send("Target.createTarget", how);
    return Tab.attach(this.#pipe, String(targetId));
  }

  async pages(): Promise<Json[]> {
    const { targetInfos } = await this.#pipe.send("Target.getTargets");
    return (targetInfos as Json[]).filter(({ type }) => type === "page");
  }

  /** The whole browser dies at once, as when the power is cut; the disk keeps what it has. */
  async kill(): Promise<void> {
    const gone = this.#exit();
    this.#process.kill("SIGKILL");
    await gone;
  }

  async close(): Promise<void> {
    const gone = this.#exit();
    this.#pipe.send("Browser.close").catch(() => undefined);
    const impatience = setTimeout(() => this.#process.kill("SIGKILL"), 10_000);
    await gone;
    clearTimeout(impatience);
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #exit(): Promise<unknown> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => this.#process.once("exit", resolve));
  }
}
