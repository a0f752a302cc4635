import type { Socket } from "node:net";

/** A connection as a script sees it: bytes out, and the ways in which it can end. */
export class Line {
  /** Bytes that were handed to the operating system. */
  written = 0;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Says whether the bytes went out on a connection that still stood. */
  async write(bytes: string | Uint8Array): Promise<boolean> {
    if (this.isGone) return false;
    const isOut = await new Promise<boolean>((resolve) => {
      const broken = () => resolve(false);
      this.#socket.once("close", broken);
      this.#socket.write(bytes, (error) => {
        this.#socket.off("close", broken);
        resolve(!error);
      });
    });
    if (isOut) this.written += Buffer.byteLength(bytes);
    return isOut;
  }

  /** As a server that has said everything it wants to say. */
  close(): void {
    this.#socket.end();
  }

  /** As a server that has crashed. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
