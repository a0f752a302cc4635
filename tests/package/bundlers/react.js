// A zone as a component, in the ways in which components set handlers.
import { createElement, StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { ContentZoneHandler, Engagement, init, Personalization } from "attune/inline";

const query = new URLSearchParams(location.search);
const counts = (globalThis.counts = { renders: 0, answers: 0, observed: 0 });

function useAnswer() {
  const [response, setResponse] = useState();
  const zone = {
    contentZoneName: "hero",
    personalizationPoint: "home_hero",
    callback: (given) => {
      counts.answers += 1;
      setResponse(given);
    },
  };
  const how = query.get("how");
  if (how === "render") ContentZoneHandler.set(zone);
  useEffect(() => {
    if (how === "render") return undefined;
    const undo = ContentZoneHandler.set(zone);
    return how === "undone" ? undo : undefined;
  });
  return response;
}

function Hero() {
  counts.renders += 1;
  const response = useAnswer();
  const section = useRef(null);
  useEffect(() => {
    if (!response) return undefined;
    counts.observed += 1;
    return Engagement.observe(section.current, response.personalizations[0]);
  }, [response]);
  const headline = response?.personalizations[0].attributes.headline ?? "Welcome";
  return createElement(
    "section",
    { ref: section },
    createElement("h1", { id: "headline" }, headline),
  );
}

function Shop() {
  useEffect(() => {
    const consents = [{ provider: "shop", purpose: "Tracking", status: "Opt In" }];
    const [endpoint, appSourceId] = [query.get("endpoint"), query.get("appSourceId")];
    void init({ salesforce: { endpoint, appSourceId }, consents }).then(() =>
      Personalization.fetch(["home_hero"]),
    );
  }, []);
  return createElement(Hero);
}

const shop = createElement(Shop);
const root = createRoot(document.querySelector("#root"));
root.render(query.has("strict") ? createElement(StrictMode, null, shop) : shop);
