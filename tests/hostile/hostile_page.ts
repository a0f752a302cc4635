/** What the visit comes to, by its steps (page/visit.js). */
export type Told = Record<string, string>;

export type Service = "salesforce" | "sitecore";
export const services: Service[] = ["salesforce", "sitecore"];

/** The steps that come to something else than in a clean page; `undefined` where one has no end. */
export type Differing = Record<string, string | undefined>;

/** A page that makes life hard, and what the visit comes to there. */
export interface HostilePage {
  readonly name: string;
  /** Its script, which runs before the SDK's. */
  readonly before?: string;
  /** Another script of it, which runs right after the SDK's. */
  readonly after?: string;
  /** A file of page/ that runs before that. */
  readonly library?: string;
  /** How the SDK gets into the page. Default "tag". */
  readonly entry?: "tag" | "module";
  /** In place of the plain script tag; `{base}` is the site's origin. */
  readonly tag?: string;
  /** The deadline of the decision, and how long the visit waits at each step. */
  readonly deadlineMs?: number;
  readonly patienceMs?: number;
  /** The global that holds the SDK. Default "Attune". */
  readonly global?: string;
  readonly doctype?: string;
  /** Markup at the very beginning of the head. */
  readonly head?: string;
  /** Of the page's Content-Type. Default utf-8. */
  readonly charset?: string;
  /** Addresses the browser does not let through, as by an ad blocker. */
  readonly blocked?: readonly string[];
  /** In a frame of this `sandbox`, as `srcdoc`. */
  readonly sandbox?: string;
  readonly told?: Differing | ((service: Service) => Differing);
  /**
   * The requests, beside those of a clean page: the same bytes; some of them and no other; none; or
   * not compared. Default "same".
   */
  readonly requests?: "same" | "some" | "none" | "other";
  /** What the browser itself, or the page's own script, may say on the console. */
  readonly noise?: RegExp;
  /** Too long for each `npm test`. */
  readonly isForFullRun?: boolean;
}
