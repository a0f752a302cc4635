import { type ChildProcess, execFile, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

import { findBrowser } from "../../tools/browser.mjs";

/** A screen that nobody sees, for what cannot do without one. */
export interface Display {
  /** As `DISPLAY` wants it. */
  readonly name: string;
  /** A press of the screen's own mouse, in the window of that title, which comes to the front for it. */
  press(title: string, x: number, y: number, button: number): Promise<void>;
  close(): Promise<void>;
}

export async function openDisplay(): Promise<Display> {
  const flags = ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
  const server = spawn(String(findBrowser().xvfb), flags, {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise<string>((told, failed) => {
    (server.stdio[3] as Readable).once("data", (chunk: Buffer) => told(chunk.toString().trim()));
    server.once("error", failed);
    server.once("exit", (code) => failed(new Error(`Xvfb ended with ${code}.`)));
  });
  const name = `:${number}`;
  // There is one mouse.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    name,
    press: (...where) => {
      const done = turn.then(() => pressOn(name, ...where));
      turn = done.catch(() => undefined);
      return done;
    },
    close: () => endProcess(server),
  };
}

async function pressOn(display: string, title: string, x: number, y: number, button: number) {
  const env = { ...process.env, DISPLAY: display };
  // Waits for the window to have the title.
  const window = ["search", "--sync", "--onlyvisible", "--name", title];
  const place = ["windowraise", "mousemove", "--window", "%1", `${x}`, `${y}`];
  const args = [...window, ...place, "click", `${button}`];
  await promisify(execFile)(String(findBrowser().xdotool), args, { env, timeout: 10_000 });
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill();
  const impatience = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(impatience);
}
