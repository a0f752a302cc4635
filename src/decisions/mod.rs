//! One fetch, from the points asked to the answer given.

mod account;
mod ask;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod asking;
mod breaker;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod breaker_tests;
mod callers;
mod exchange;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod fire_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod growth_tests;
mod ledger;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod ledger_tests;
mod origin;
mod question;
mod refused;
mod response;
mod retry;
mod reuse;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod reuse_tests;
mod sent;
mod wish;

pub use breaker::Breaker;
pub use ledger::Ledger;
