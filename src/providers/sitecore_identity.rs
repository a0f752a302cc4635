//! Sitecore's own ids: the browser id the service creates, and its guest (sitecore.md 1, 5).

use crate::value::Value;
use crate::words::Word;

use super::faults::{error_text, fault_of, reply_fault};
use super::sitecore_wire::request;

const NO_ID: Word = t!("The service gave no id for this visitor: ask again later.");

/// Asks for a new browser id.
pub fn create_request<V: Value>(config: V) -> V {
    request(
        config,
        t!("/v1.2/browser/create.json?client_key=$clientKey$&message=%7B%7D"),
        t!("/v1/events/v1.2/browser/create.json?sitecoreContextId=$contextId$&client_key="),
    )
}

/// Asks for the guest of a browser id.
pub fn guest_request<V: Value>(config: V, id: V) -> V {
    let named = config.copy();
    named.put(t!("id"), id);
    request(
        named,
        t!("/v1.2/browser/$id$/show.json?client_key=$clientKey$&api_token=$clientKey"),
        t!(
            "/v1/events/v1.2/browser/$id$/show.json?sitecoreContextId=$contextId$&client_key=&api_token="
        ),
    )
}

/// The ids of a new visitor, `{ browserId, guest? }`, or a fault.
pub fn read_created<V: Value>(reply: V) -> V {
    let body = reply.at(t!("body"));
    let created = V::object();
    created.put(t!("browserId"), id_at(body, t!("ref")));
    created.put(t!("guest"), id_at(body, t!("customer_ref")));
    refusal(reply, created.at(t!("browserId"))).or(created)
}

/// The guest of a browser id, or a fault.
pub fn read_guest<V: Value>(reply: V) -> V {
    let guest = id_at(reply.at(t!("body")).at(t!("customer")), t!("ref"));
    refusal(reply, guest).or(guest)
}

/// Why there is no id in an answer, if there is none.
fn refusal<V: Value>(reply: V, id: V) -> V {
    let refusal = reply_fault(reply);
    if id.is_text() || !refusal.is_nothing() {
        return refusal;
    }
    let mut message = V::text(NO_ID);
    let words = error_text(reply.at(t!("body")));
    if words.is_text() {
        message = V::concat(&[message, V::text(t!(" (")), words, V::text(t!(")"))]);
    }
    fault_of(t!("unavailable"), message)
}

/// An id as the service makes them. Anything else is not kept: it would end in cookies and URLs.
fn id_at<V: Value>(object: V, name: Word) -> V {
    let id = object.at(name);
    if id.fits(t!("[a-zA-Z0-9-]{1,64}")) {
        return id;
    }
    V::undefined()
}
