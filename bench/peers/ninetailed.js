// Asks for the visitor's profile and picks the variant in the page.
import { Ninetailed } from "@ninetailed/experience.js";

const start = () => new Ninetailed({ clientId: "bench-client", environment: "main" });

const questionOf = (point) => ({
  baseline: { id: `${point}-default` },
  experiences: [
    {
      id: `${point}-experience`,
      type: "nt_personalization",
      trafficAllocation: 1,
      distribution: [{ index: 1, start: 0, end: 1 }],
      sticky: false,
      components: [
        {
          type: "EntryReplacement",
          baseline: { id: `${point}-default` },
          variants: [{ id: `${point}-chosen`, Header: "Welcome back", CallToActionUrl: "/sale" }],
        },
      ],
    },
  ],
});

export async function decide(points) {
  const ninetailed = start();
  const choose = (point) =>
    new Promise((resolve) => {
      ninetailed.onSelectVariant(questionOf(point), ({ loading, variant }) => {
        if (!loading) resolve(variant);
      });
    });
  const chosen = Promise.all(points.map(choose));
  ninetailed.page();
  return chosen;
}

export async function track() {
  const ninetailed = start();
  return () => ninetailed.track("bench-visit");
}
