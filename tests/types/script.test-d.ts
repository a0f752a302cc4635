// What a page with the script tag is told of it. Nothing here runs: tsc is the test.
import type * as Npm from "attune";
import type { AttuneConfig, PersonalizationResponse } from "attune/script";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the two types are one and the same. */
declare function same<A, B>(proof: Same<A, B>): void;

same<typeof window.Attune, typeof Attune>(true);
same<(typeof window.Attune)["init"], typeof Npm.init>(true);
same<(typeof window.Attune)["Engagement"], typeof Npm.Engagement>(true);
same<AttuneConfig, Npm.AttuneConfig>(true);
same<typeof window.SalesforceInteractions, typeof window.Attune | undefined>(true);

const answer: Promise<PersonalizationResponse> = Attune.Personalization.fetch(["home_hero"]);
void answer.then(({ outcomes }) => outcomes["home_hero"]?.status);
void window.Attune.flush();
// @ts-expect-error a name that the surface does not have
window.Attune.sendEvents();
