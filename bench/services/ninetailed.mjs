import { points } from "./content.mjs";

export const hosts = ["experience.ninetailed.co"];

export function answer({ path }) {
  if (!path.includes("/profiles")) return undefined;
  return { json: { data: { profile, experiences, changes: [] }, message: "ok", error: null } };
}

const session = {
  id: "bench-session",
  isReturningVisitor: false,
  landingPage: {
    path: "/",
    query: {},
    referrer: "",
    search: "",
    title: "",
    url: "https://shop.example/",
  },
  count: 1,
  activeSessionLength: 0,
  averageSessionLength: 0,
};

const profile = {
  id: "bench-profile",
  stableId: "bench-profile",
  random: 0.5,
  audiences: [],
  traits: {},
  location: {
    coordinates: { latitude: 52.5, longitude: 13.4 },
    city: "Berlin",
    postalCode: "10115",
    country: "Germany",
    countryCode: "DE",
    region: "Berlin",
    regionCode: "BE",
    continent: "Europe",
    timezone: "Europe/Berlin",
  },
  session,
};

const experiences = points.map((point) => ({
  experienceId: `${point}-experience`,
  variantIndex: 1,
  variants: { [`${point}-default`]: `${point}-chosen` },
  sticky: false,
}));
