//! One fetch, from the points asked to the answer given.

mod ask;
mod ledger;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod ledger_tests;
mod response;
mod wish;

pub use ledger::Ledger;
