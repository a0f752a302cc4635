// Asks for the visitor's profile and picks the variant in the page.
import { Ninetailed } from "@ninetailed/experience.js";

const start = () => new Ninetailed({ clientId: "bench-client", environment: "main" });

const question = {
  baseline: { id: "hero-default" },
  experiences: [
    {
      id: "bench-experience",
      type: "nt_personalization",
      trafficAllocation: 1,
      distribution: [{ index: 1, start: 0, end: 1 }],
      sticky: false,
      components: [
        {
          type: "EntryReplacement",
          baseline: { id: "hero-default" },
          variants: [{ id: "hero-welcome", Header: "Welcome back", CallToActionUrl: "/sale" }],
        },
      ],
    },
  ],
};

export async function decide() {
  const ninetailed = start();
  const chosen = new Promise((resolve) => {
    ninetailed.onSelectVariant(question, ({ loading, variant }) => {
      if (!loading) resolve(variant);
    });
  });
  ninetailed.page();
  const variant = await chosen;
  return variant.Header ? variant : null;
}

export async function track() {
  const ninetailed = start();
  return () => ninetailed.track("bench-visit");
}
