//! The visit, as Salesforce counts it: 16 hexadecimal digits, renewed after half an hour without
//! an event (salesforce.md 10).

use crate::ports::{Area, Host};
use crate::value::Value;
use crate::words::Word;

use super::browser_id::HEX_ID;

const KEY: Word = t!("attune.session");
const IDLE: f64 = 30.0 * 60.0 * 1000.0;
/// So often, in milliseconds, it is worth writing down that the visit goes on.
const NEWS: f64 = 10_000.0;

/// The id of the visit in progress, or of a new one; counts as an event of it.
pub fn session_id<V: Value>(host: &impl Host<V>) -> V {
    let now = host.now();
    let key = V::text(KEY);
    let stored = host.read(Area::Session, key).read();
    let id = stored.at(t!("id"));
    // A wall clock that stepped back counts as idle time too.
    let idle = (now - stored.at(t!("last")).as_number()).abs();
    let is_running = id.fits(HEX_ID) && idle < IDLE;
    if is_running && idle < NEWS {
        return id;
    }
    let id = if is_running { id } else { host.fresh_hex() };
    let session = V::object();
    session.put(t!("id"), id);
    session.put(t!("last"), V::number(now));
    host.write(Area::Session, key, session.write());
    id
}
