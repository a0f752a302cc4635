//! What happened: events, impressions, clicks, the queue they wait in, and the delivery policy.

mod deliver;
mod delivery_policy;
mod queue;
mod shown;
mod track;

pub use deliver::Courier;
pub use delivery_policy::{Verdict, backoff, judge};
pub use queue::{DeliveryStatus, Queue};
pub use shown::Shown;
pub(crate) use track::not_initialized;
