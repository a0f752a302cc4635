// What the pages of tests/traps/pages/ hold beside the SDK (arming.js, acts.js).
import type {
  Consent,
  FetchOptions,
  InteractionEvent,
  PersonalizationResponse,
} from "../../dist/types.js";
import type { Place, Report, Seen, Settled, Sprung, Trap } from "./trap.js";

declare global {
  interface Window {
    arming: {
      set(name: string, kind: string, place: Place, skip?: number): void;
      clear(): void;
      sprung: Sprung[];
      calls: Record<string, number>;
      imports: Record<string, number>;
      instances(): number;
    };
    acts: {
      optIn: Consent;
      acts: Record<string, (marker: string) => Promise<Settled>>;
      event(marker: string): InteractionEvent;
      experiences: object;
      fetchHero(options?: FetchOptions): Promise<PersonalizationResponse>;
      headerOf(response: PersonalizationResponse): string;
      heard: { zone: string[]; official: string[] };
      look(): Seen;
      measure(name: string): Promise<number>;
      prepare(): void;
      settled(promise: unknown): Promise<Settled>;
      sleep(ms: number): Promise<void>;
      spring(trap: Trap): Promise<Report>;
    };
    callbacks: {
      callAll(): Promise<Record<string, Settled>>;
      callFrom(kind: string): Promise<Record<string, Settled>>;
      pulse(ms: number, act: () => void): Promise<number>;
      config: AttuneConfig;
      afterConsents: Promise<unknown>;
      kinds: string[];
      builtIns: string[];
    };
  }
}
