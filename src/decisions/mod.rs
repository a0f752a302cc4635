//! One fetch, from the points asked to the answer given.

mod ask;
mod ledger;
mod response;
mod wish;

pub use ledger::{Flight, Ledger, Settled};
pub use response::{compose_response, content_text, zone_metadata};
pub use wish::{Wish, read_wish};
