//! Extension data of Sitecore events: flat, few, with plain names (sitecore.md 8.1).

use crate::model::{Code, Fault};
use crate::ports::Json;

use super::Refusal;
use super::faults::push_ascii;
use super::members::{each_member, put_texts};

/// How many members the service takes, the event id of ours included.
const LIMIT: usize = 50;

/// The `ext` member of an event, with the id that lets a repeated delivery be recognized.
pub fn ext<J: Json>(fields: &J, event_id: &str) -> Result<J, Refusal> {
    let mut ext = J::object();
    each_member(fields, &mut |name, value| {
        let name = plain_name(name);
        if !name.is_empty() {
            ext.set(&name, value);
        }
    });
    put_texts(&mut ext, &[("attuneEventId", event_id)]);
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
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            push_ascii(
                &mut plain,
                if is_raised {
                    byte.to_ascii_uppercase()
                } else {
                    byte
                },
            );
            is_raised = false;
        } else {
            is_raised = !plain.is_empty();
        }
    }
    plain
}

/// `Brochure Downloaded` and `brochureDownloaded` as `BROCHURE_DOWNLOADED`.
pub fn upper_snake(name: &str) -> String {
    let mut snake = String::new();
    let mut previous = b'_';
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            let is_new_word = !previous.is_ascii_alphanumeric()
                || byte.is_ascii_uppercase() && !previous.is_ascii_uppercase();
            if is_new_word && !snake.is_empty() {
                push_ascii(&mut snake, b'_');
            }
            push_ascii(&mut snake, byte.to_ascii_uppercase());
        }
        previous = byte;
    }
    snake
}
