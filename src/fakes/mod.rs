//! Plain stand-ins for the browser, for the native tests.

mod json;
mod value;

pub use value::Fake;
