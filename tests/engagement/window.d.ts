import type { ContentReference } from "../../dist/types.js";

declare global {
  /** What `page/prelude.js` gives to every page of a case. */
  interface Window {
    reference(name: string, content?: string): ContentReference;
    watch(what: string | Element, name?: string, options?: object): () => void;
    start(consents?: unknown, more?: object): Promise<void>;
    allow(): void;
    said: string[];
    halt(): void;
    reveal(): void;
  }
}
