//! Which zone gets which decision: handlers of the page and the experiences that feed them.

mod experience;
mod handler;

pub use experience::read_experiences;
pub use handler::Zones;
