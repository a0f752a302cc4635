//! Plain stand-ins for the browser, for the native tests.

mod base64;
mod delivery;
mod host;
mod page;
mod value;

pub use delivery::balanced;
pub use host::FakeHost;
pub use value::Fake;
