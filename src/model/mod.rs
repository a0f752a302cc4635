//! The words of the field: what the rooms hand to each other, and their members. All of them are
//! values (`src/value.rs`).
//!
//! | value | members |
//! |---|---|
//! | config | `service` ("salesforce" or "sitecore"), `scope` (what tells this tenant's stored data from another's), `endpoint` (no trailing slash), `dataspace?`, `cookieDomain?`, `keepCampaign`, `decisionCacheMs?`, `staleDecisionMs?`; Salesforce: `appSourceId`, `isWholeAddress` (the endpoint carries a path, so it is the whole decision address); Sitecore: `clientKey`, `pointOfSale`, `channel`, `language?`, `currencyCode?`, and at the Edge `contextId`, `siteName` |
//! | fault | `code`, `message`, `retryable` |
//! | question | `points` (Sitecore: one), `identity` (`{ browserId }`, `{ email }` or `{ identifiers: { id, provider } }`), `guest?`, `context?`, `campaign` (object, no prefix), `address` (with the visit's campaign in its query), `language` (tag), `token?`, `dataspace?`, `correlation` |
//! | answer | `point`, `entries` (decisions in the public shape; the first counts), `outcome` (`DecisionOutcome`), `requestId?`, `diagnostics?` (list) |
//! | tracked | `{ click, reference }`, `{ event }` or `{ consent: { provider, purpose, status } }`; a `reference` has `personalizationId`, `personalizationContentId?`, `personalizationPointName?`, `item?` (the item's own id) |
//! | stamp | `at` (ISO 8601), `browserId`, `sessionId`, `address`, `referrer`, `path`, `language`, `campaign`, `isArrival` (first event of this load, come from another host) |
//! | rows | `{ items }`: a list of queue items, each a list of rows; or `{ dropped }`, a sentence; or a fault |

mod config_rules;
mod fault;
mod read_config;
mod spelling;

pub use fault::{fault, is_fault};
pub use read_config::read_config;
pub use spelling::is_one_of;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod config_problems_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod config_samples;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod read_config_tests;
