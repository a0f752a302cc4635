// What the adapters take and give.
import type { Consent } from "../types.js";

/** A consent platform that is listened to. */
export interface ConsentWatch {
  /**
   * For `init({ consents })`: settles with the first verdict, or empty where no platform has given
   * a sign of life in time or its law does not apply. Never rejects. The list always holds the
   * newest verdict, so a promise that is looked at late brings no outdated one.
   */
  readonly first: Promise<Consent[]>;
  /** Ends the watching. */
  readonly stop: () => void;
}

/** What every watch can be told. */
export interface WatchOptions {
  /** The provider named in the consents. Default: "TCF" or "GPP". */
  provider?: string;
  /** The verdict where the platform says that its law does not apply to the visitor. */
  notApplicable?: "Opt In" | "Opt Out" | "no verdict";
  /**
   * Milliseconds that `first` waits for the platform's first sign of life. Default 10000. A
   * platform that comes later still has its verdicts told.
   */
  patienceMs?: number;
}

/** What `watchTcf` can be told. */
export interface TcfOptions extends WatchOptions {
  /**
   * The number in the Global Vendor List of the vendor that must have been agreed to and, where the
   * platform says whom it has shown, disclosed. Default: the purposes alone decide.
   */
  vendor?: number;
  /**
   * The purposes that must have been agreed to. Purpose 1, storing on the device, is always one of
   * them. Default: 1, 5 (a profile for personalized content) and 6 (content chosen by it).
   */
  purposes?: readonly number[];
  /** Default "Opt In": the platform says that the GDPR does not apply to the visitor. */
  notApplicable?: "Opt In" | "Opt Out" | "no verdict";
}

/** What `watchGpp` can be told. */
export interface GppOptions extends WatchOptions {
  /** Default "no verdict": the platform says that no US section applies to the visitor. */
  notApplicable?: "Opt In" | "Opt Out" | "no verdict";
}
