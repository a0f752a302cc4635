//! What happened: events, impressions, clicks, the queue they wait in, and the delivery policy.

mod bounds;
mod claims;
mod counts;
mod courier;
mod deliver;
mod delivery_policy;
mod event_name;
mod health;
mod held;
mod lanes;
mod leave;
mod open_claims;
mod parcel;
mod queue;
mod sending;
mod shown;
mod track;

pub use courier::Courier;
pub use held::count_held;
pub use queue::Queue;
#[cfg(test)]
pub use sending::Load;
pub use shown::Shown;
pub(crate) use track::not_initialized;

/// What kind of event something is, which is also its worth when room runs out: clicks outlive
/// impressions, impressions outlive the rest.
pub const CLICK: u8 = 0;
pub const IMPRESSION: u8 = 1;
pub const OTHER: u8 = 2;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod claims_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod counts_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod deliver_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod delivery_policy_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod engine_checks;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod engine_commands;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod engine_reference;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod engine_requests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod engine_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod engine_world;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod growth_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod health_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod leave_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod open_claims_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod queue_list_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod queue_pages_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod queue_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod storm_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod track_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod turns_tests;
