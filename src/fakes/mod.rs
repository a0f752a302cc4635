//! Plain stand-ins for the browser, for the native tests.

mod base64;
mod delivery;
mod fake;
mod host;
mod network;
mod page;
mod percent;
pub mod queued;
mod storage;
mod turns;
mod value;
pub mod visit;

pub use delivery::balanced;
pub use fake::Fake;
pub use host::FakeHost;
