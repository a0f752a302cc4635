//! The words of the field, as types: what the rooms hand to each other.

mod config;
mod config_rules;
mod decision;
mod event;
mod fault;
mod read_config;

pub use config::{Config, Edge, Provider, Salesforce, Sitecore};
pub use config_rules::{has_word, primary_subtag};
pub use decision::{Answer, Identity, Outcome, Question, Source};
pub use event::{Kind, Reference, Stamp, Tracked};
pub use fault::{Code, Fault};
pub use read_config::read_config;

#[cfg(test)]
mod read_config_tests;
