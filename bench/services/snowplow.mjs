export const hosts = ["collector.shop.example"];

export function answer({ path }) {
  if (!path.startsWith("/com.snowplowanalytics.snowplow/tp2")) return undefined;
  return { text: "ok" };
}
