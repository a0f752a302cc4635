// The Edge Network.
import { hero } from "./content.mjs";

// The first call of a visitor goes to the third-party host, by default.
export const hosts = ["edge.adobedc.net", "adobedc.demdex.net"];

export function answer({ path, json }) {
  if (!path.endsWith("/v1/interact")) return undefined;
  const scopes = json().events[0].query?.personalization?.decisionScopes ?? [];
  return { json: { requestId: "bench-request", handle: [identity, state, decisions(scopes)] } };
}

const identity = {
  type: "identity:result",
  payload: [{ id: "00000000000000000000000000000000000001", namespace: { code: "ECID" } }],
};

const state = {
  type: "state:store",
  payload: [
    {
      key: "kndctr_BENCH0000000000000000000_AdobeOrg_identity",
      value: "CiYwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMVIQCgFB",
      maxAge: 34128000,
    },
  ],
};

function decisions(scopes) {
  const payload = scopes.map((scope) => ({
    id: `AT:${scope}`,
    scope,
    scopeDetails: { decisionProvider: "TGT", activity: { id: "1" } },
    items: [
      {
        id: "1",
        schema: "https://ns.adobe.com/personalization/json-content-item",
        data: { id: "1", format: "application/json", content: hero },
      },
    ],
  }));
  return { type: "personalization:decisions", payload };
}
