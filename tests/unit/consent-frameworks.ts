import { watchGpp, watchTcf } from "../../js/consent.js";

const tcf = (eventStatus: string, isAgreed: boolean) => ({
  cmpStatus: "loaded",
  eventStatus,
  purpose: { consents: isAgreed ? { 1: true, 5: true, 6: true } : {} },
});
const gpp = (signalStatus: string, SaleOptOut: number) => ({
  eventName: "signalStatus",
  pingData: {
    cmpStatus: "loaded",
    signalStatus,
    applicableSections: [7],
    parsedSections: { usnat: { SaleOptOut } },
  },
});

/** What platforms of either framework say of a visitor who agrees, refuses or has not decided. */
export const frameworks = [
  {
    name: "__tcfapi",
    provider: "TCF",
    watchIt: watchTcf,
    yes: tcf("useractioncomplete", true),
    no: tcf("useractioncomplete", false),
    undecided: tcf("cmpuishown", false),
  },
  {
    name: "__gpp",
    provider: "GPP",
    watchIt: watchGpp,
    yes: gpp("ready", 2),
    no: gpp("ready", 1),
    undecided: gpp("not ready", 2),
  },
] as const;
