//! Plain stand-ins for the browser, for the native tests.

mod base64;
mod delivery;
mod host;
mod network;
mod page;
pub mod queued;
mod storage;
mod turns;
mod value;
pub mod visit;

pub use delivery::balanced;
pub use host::FakeHost;
pub use value::Fake;
