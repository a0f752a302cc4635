//! The ports over the real browser. The only place where js-sys and gloo-net are used.

mod host;
mod http;
mod imports;
mod page;
mod storage;
pub mod tasks;
mod value;

pub use host::{Browser, begin, establish};
pub use value::Handle;
