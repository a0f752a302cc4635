//! One fetch, from the points asked to the answer given.

mod ask;
mod ledger;
mod response;
mod wish;

pub use ledger::Ledger;
