import { hero } from "./content.mjs";

export const hosts = ["api.croct.io"];

export function answer({ path }) {
  if (path.endsWith("/cid")) return { text: "00000000-0000-4000-8000-000000000001" };
  if (path.endsWith("/content")) return { json: { content: hero } };
  if (path.endsWith("/track")) return { status: 200, json: {} };
  return undefined;
}
