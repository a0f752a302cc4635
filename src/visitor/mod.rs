//! Who is here: browser id, consent, campaign. Owns what is persisted about a person.

mod browser_id;
mod campaign;
mod consent;
mod cookie;
mod cookie_domain;
mod identify;
mod obey_consent;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod redaction_tests;
mod session;

pub use browser_id::BrowserId;
pub use campaign::{Campaign, capture_campaign, place_at};
pub use consent::{Consents, Gate};
pub use identify::Creation;
pub use session::session_id;

/// Everything Attune stores begins with this, so that `forget` finds all of it.
pub const PREFIX: crate::words::Word = t!("attune.");
