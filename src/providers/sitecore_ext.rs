//! Extension data of Sitecore events: flat, few, with plain names (sitecore.md 8.1).

use crate::model::{Code, Fault};
use crate::ports::Json;

use super::Refusal;

/// How many members the service takes, the event id of ours included.
const LIMIT: usize = 50;

/// The `ext` member of an event, with the id that lets a repeated delivery be recognized.
pub fn ext<J: Json>(fields: &[(String, J)], event_id: &str) -> Result<J, Refusal> {
    let mut ext = J::object();
    for (name, value) in fields {
        let name = plain_name(name);
        if !name.is_empty() {
            ext.set(&name, value.clone());
        }
    }
    ext.set("attuneEventId", J::text(event_id));
    if ext.names().is_some_and(|names| names.len() > LIMIT) {
        return Err(Refusal::Invalid(Fault::new(
            Code::InvalidArgument,
            "The event has too many members: Sitecore takes 50, one of them Attune's event id.",
        )));
    }
    Ok(ext)
}

/// Only letters and digits, in camel case: `size (EU)` is `sizeEU`.
fn plain_name(name: &str) -> String {
    let mut plain = String::new();
    let mut is_raised = false;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            is_raised = !plain.is_empty();
            continue;
        }
        plain.push(if is_raised {
            letter.to_ascii_uppercase()
        } else {
            letter
        });
        is_raised = false;
    }
    plain
}
