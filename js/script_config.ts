import type { AttuneConfig } from "./types.js";

/**
 * The config in a script tag's attributes (script.ts lists them), or `undefined` where they name no
 * provider: then the page calls `Attune.init` itself. Whether it is complete is for `init` to say.
 *
 * @param data - the tag's `dataset`, without what is blank
 */
export function readScriptConfig(data: DOMStringMap): AttuneConfig | undefined {
  const salesforce = membersOf(data, "salesforce");
  const sitecore = membersOf(data, "sitecore");
  if (!salesforce && !sitecore) return undefined;
  const redaction = data["redaction"]?.split(/\s+/).filter(Boolean);
  const config: { [Name in keyof AttuneConfig]: unknown } = {
    salesforce,
    sitecore: sitecore && withEdge(sitecore),
    cookieDomain: data["cookieDomain"],
    personalization: data["dataspace"] && { dataspace: data["dataspace"] },
    timeoutMs: data["timeoutMs"] && Number(data["timeoutMs"]),
    consents: consentsOf(data["consent"]),
    redaction: redaction?.join() === "none" ? [] : redaction,
    logging: data["logging"],
  };
  return config as AttuneConfig;
}

// The page itself vouches for the visitor's consent, as where a server has checked it.
const vouched = { provider: "page", purpose: "Tracking", status: "Opt In" };

function consentsOf(word: string | undefined): AttuneConfig["consents"] {
  if (word === "remembered") return word;
  return word === "opt-in" ? vouched : [];
}

type Texts = Record<string, unknown>;

/** `data-sitecore-client-key` is the member `clientKey` of `sitecore`. */
function membersOf(data: Texts, prefix: string): Texts | undefined {
  const found: Texts = {};
  for (const name of Object.keys(data)) {
    const first = name.charAt(prefix.length);
    if (!name.startsWith(prefix) || !first) continue;
    found[first.toLowerCase() + name.slice(prefix.length + 1)] = data[name];
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function withEdge(sitecore: Texts): Texts {
  const edge = membersOf(sitecore, "edge");
  if (!edge) return sitecore;
  const direct = Object.entries(sitecore).filter(([name]) => !name.startsWith("edge"));
  return { ...Object.fromEntries(direct), edge };
}
