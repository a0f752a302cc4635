//! The ports over the real browser. The only place where web-sys and gloo-net are used.

mod host;
mod http;
mod json;
mod outward;
mod page;
mod storage;
pub mod tasks;
mod value;

pub use host::{Browser, JsHost};
pub use json::JsJson;
pub use outward::outward;
