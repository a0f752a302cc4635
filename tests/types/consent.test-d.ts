// The built declarations of `attune/consent`. Nothing here runs: tsc is the test.
import { init, updateConsents } from "attune";
import type { Consent as ConsentOfTheCore } from "attune";
import { watchGpp, watchTcf } from "attune/consent";
import type { Consent, ConsentWatch, GppOptions, TcfOptions, WatchOptions } from "attune/consent";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the two types are one and the same. */
declare function same<A, B>(proof: Same<A, B>): void;

same<Consent, ConsentOfTheCore>(true);
same<ConsentWatch, { readonly first: Promise<Consent[]>; readonly stop: () => void }>(true);
same<ReturnType<typeof watchTcf>, ConsentWatch>(true);
same<ReturnType<typeof watchGpp>, ConsentWatch>(true);
same<Parameters<typeof watchTcf>, [TcfOptions, (consent: Consent) => void]>(true);
same<Parameters<typeof watchGpp>, [GppOptions, (consent: Consent) => void]>(true);

const shared: WatchOptions = { provider: "CMP", notApplicable: "no verdict", patienceMs: 1000 };
const tcf = watchTcf({ ...shared, vendor: 77, purposes: [5, 6] as const }, updateConsents);
const gpp = watchGpp({ ...shared, notApplicable: "Opt In" }, (consent) => void consent.status);

const sitecore = { endpoint: "https://api.example", clientKey: "key", pointOfSale: "shop.example" };
void init({ sitecore, consents: tcf.first });
void init({ sitecore, consents: Promise.all([tcf.first, gpp.first]).then(() => []) });

// @ts-expect-error verdicts have to go somewhere, or a revocation would not be heard
watchTcf({});
// @ts-expect-error US sections know no vendors
watchGpp({ vendor: 77 }, updateConsents);
// @ts-expect-error a misspelt verdict is found
watchTcf({ notApplicable: "OptIn" }, updateConsents);
