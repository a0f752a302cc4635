// The page's address, referrer and language, time and chance, by handle (values.js).
import { attempt, handleOf, onText, valueOf } from "./values.js";

export const address = () => handleOf(location.href);
export const path = () => handleOf(location.pathname);
export const referrer = () => handleOf(document.referrer);
export const isSecure = () => location.protocol === "https:";
export const hostOf = onText((address) => attempt(() => new URL(address).hostname, ""));
export const query = () => handleOf([...new URLSearchParams(location.search)]);
export const addressWith = (campaign) => {
  const url = new URL(location.href);
  url.hash = url.username = url.password = "";
  // Touching the parameters writes the whole query anew, so it is left alone without need.
  for (const [name, value] of Object.entries(valueOf(campaign))) {
    url.searchParams.append("utm_" + name, value);
  }
  return handleOf(url.href);
};
export const language = () => handleOf(document.documentElement.lang || navigator.language || "");
// Not by "Array.from", which old libraries have replaced with one that maps nothing.
const hex = (count) =>
  [...crypto.getRandomValues(new Uint8Array(count))]
    .map((byte) => (byte + 256).toString(16).slice(1))
    .join("");
export const hex16 = () => handleOf(hex(8));
// Version 4: one digit says so, and one of four says how the rest is meant.
export const uuid = () =>
  handleOf(
    hex(16).replace(
      /^(.{8})(.{4}).(.{3})(.)(.{3})/,
      (_, a, b, c, variant, d) => `${a}-${b}-4${c}-${((`0x${variant}` & 3) | 8).toString(16)}${d}-`,
    ),
  );
export const nowIso = (ahead) => handleOf(new Date(Date.now() + ahead).toISOString());
