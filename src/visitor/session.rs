//! The visit, as Salesforce counts it: 16 hexadecimal digits, renewed after half an hour without
//! an event (salesforce.md 10).

use crate::ports::{Area, Clock, Random, Storage};

use super::browser_id::{fresh_hex, is_hex_id};

const KEY: &str = "attune.session";
const IDLE: f64 = 30.0 * 60.0 * 1000.0;

/// The id of the visit in progress, or of a new one; counts as an event of it.
pub fn session_id(host: &(impl Storage + Clock + Random)) -> String {
    let now = host.now();
    let stored = host.read(Area::Session, KEY).unwrap_or_default();
    let running = stored.split_once(' ').filter(|(id, last)| {
        let last: f64 = last.parse().unwrap_or(f64::NEG_INFINITY);
        is_hex_id(id) && (now - last).abs() < IDLE
    });
    let id = match running {
        Some((id, _)) => id.to_owned(),
        None => fresh_hex(host),
    };
    let mut text = id.clone();
    text.push(' ');
    text.push_str(&(now as u64).to_string());
    host.write(Area::Session, KEY, &text);
    id
}
