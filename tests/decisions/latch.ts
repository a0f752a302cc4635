/** Something others wait for until it is released. */
export interface Latch {
  readonly opened: Promise<void>;
  release(): void;
}

export function createLatch(): Latch {
  let release = (): void => undefined;
  const opened = new Promise<void>((resolve) => (release = resolve));
  return { opened, release: () => release() };
}
