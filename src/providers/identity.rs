//! The identity a page asks with instead of the browser id (`FetchOptions.identity`).

use crate::model::fault;
use crate::value::Value;

use super::asks_one_point;
use super::entry::filled_text;

/// Reads `options.identity`: an e-mail address or an identifier, never both, nothing blank.
pub fn read_identity<V: Value>(config: V, identity: V) -> V {
    if !asks_one_point(config) {
        return fault(
            t!("invalid-argument"),
            t!(
                "options.identity: only Sitecore decides by another identity than the browser's; \
             leave it out."
            ),
        );
    }
    let read = V::object();
    let identifiers = identity.at(t!("identifiers"));
    if identifiers.is_nothing() {
        read.put(t!("email"), filled_text(identity, t!("email")));
    } else if identity.at(t!("email")).is_nothing() && is_whole(identifiers) {
        let copy = V::object();
        copy.put_named(identifiers, t!("id id provider provider"));
        read.put(t!("identifiers"), copy);
    }
    if read.names().len() > 0 {
        return read;
    }
    fault(
        t!("invalid-argument"),
        t!(
            "options.identity: expected exactly one of { email } and { identifiers: { id, provider } \
         }, each a text that is not blank."
        ),
    )
}

fn is_whole<V: Value>(identifiers: V) -> bool {
    filled_text(identifiers, t!("id")).is_text()
        && filled_text(identifiers, t!("provider")).is_text()
}
