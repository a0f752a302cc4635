/** Lines of what passes, for whoever looks for a mistake: names and ids, and nothing of a person. */
import type { Entry } from "./core.js";
import type { Log } from "./log.js";
import { ownMembers } from "./own_members.js";
import type { ContentReference, InteractionEvent, PersonalizationResponse } from "./types.js";

type Subject = Partial<ContentReference> & InteractionEvent;

/** A question or an event on its way into the core: at "debug". */
export function tellCall({ write_ }: Log, [name, , what]: Entry): void {
  if (!/^(decide|track|impression|click)$/.test(name)) return;
  // Without a prototype: a page may have put a getter that throws on everybody's.
  const { interaction, personalizationId, user } = ownMembers(what) as Subject;
  const { eventType } = ownMembers(interaction ?? user?.attributes);
  write_(
    4,
    () => `${name}: ${String(personalizationId ?? interaction?.name ?? eventType ?? what)}`,
  );
}

/** What became of each point of a question: at "info". */
export function tellOutcomes({ write_ }: Log, response: unknown): void {
  const { outcomes } = ownMembers(response) as Partial<PersonalizationResponse>;
  for (const [point, outcome] of Object.entries(outcomes ?? {})) {
    const { status, source, code } = ownMembers(outcome) as Record<string, string>;
    write_(3, () => `${point}: ${status}, ${source ?? code}`);
  }
}
