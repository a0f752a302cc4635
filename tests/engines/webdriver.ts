/** The few commands of the W3C's WebDriver that these tests need, over its plain HTTP. */
export class WebDriverSession {
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  /** @param driver - where the driver listens; it may still be on its way up */
  static async begin(driver: string): Promise<WebDriverSession> {
    const deadline = Date.now() + 20_000;
    const body = { capabilities: { alwaysMatch: { pageLoadStrategy: "normal" } } };
    for (;;) {
      try {
        const { sessionId } = await command<{ sessionId: string }>(
          "POST",
          `${driver}/session`,
          body,
        );
        return new WebDriverSession(`${driver}/session/${sessionId}`);
      } catch (error) {
        if (error instanceof WebDriverError || Date.now() > deadline) throw error;
        await new Promise((next) => setTimeout(next, 100));
      }
    }
  }

  get<Result = unknown>(path: string): Promise<Result> {
    return command("GET", `${this.#address}/${path}`);
  }

  post<Result = unknown>(path: string, body: object = {}): Promise<Result> {
    return command("POST", `${this.#address}/${path}`, body);
  }

  delete(path = ""): Promise<unknown> {
    return command("DELETE", `${this.#address}${path && `/${path}`}`);
  }
}

/** What the driver refused, in its words. */
export class WebDriverError extends Error {}

async function command<Result>(method: string, address: string, body?: object): Promise<Result> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(address, { method, ...sent });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value as Result;
  const { error, message } = value as { error: string; message: string };
  throw new WebDriverError(`${error}: ${message}`);
}
