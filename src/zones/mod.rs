//! Which zone gets which decision: handlers of the page and the experiences that feed them.

mod experience;
mod handler;

pub use experience::{Experience, read_experiences};
pub use handler::{Delivery, Handler, Zones};
