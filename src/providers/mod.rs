//! One file per service: how a question becomes a request, an answer a decision, an event a row.
//! Pure functions of their input.

mod entry;
mod faults;
mod flatten;
mod identity;
mod line_items;
mod salesforce;
mod salesforce_answer;
mod salesforce_delivery;
mod salesforce_events;
mod salesforce_rows;
mod salesforce_shop;
mod sitecore;
mod sitecore_cart;
mod sitecore_delivery;
mod sitecore_events;
mod sitecore_ext;
mod sitecore_guest;
mod sitecore_identity;
mod sitecore_wire;

pub use faults::reply_fault;
pub use identity::read_identity;
pub use sitecore_identity::{create_request, guest_request, read_created, read_guest};

use crate::value::Value;

/// The request for a question. Warnings about what was left out of it are pushed.
pub fn decision_request<V: Value>(config: V, question: V, warnings: V) -> V {
    if asks_one_point(config) {
        return sitecore::decision_request(config, question, warnings);
    }
    salesforce::decision_request(config, question, warnings)
}

/// Whether the service is asked one point a request: Sitecore is.
pub fn asks_one_point<V: Value>(config: V) -> bool {
    config.at(t!("service")).is(t!("sitecore"))
}

/// One answer for every point asked, in the order asked.
pub fn read_answer<V: Value>(config: V, question: V, reply: V, fresh_id: &dyn Fn() -> V) -> V {
    let points = question.at(t!("points"));
    if !asks_one_point(config) {
        return salesforce::read_answer(points, reply, fresh_id);
    }
    let answers = V::list();
    answers.push(sitecore::read_answer(points.item(0), reply, fresh_id));
    answers
}

/// The same fault for every point.
pub fn fail_all<V: Value>(points: V, fault: V) -> V {
    let answers = V::list();
    for point in points.entries() {
        answers.push(entry::failed(point, fault));
    }
    answers
}

/// The rows of an event in the service's form, grouped into what is queued and sent as one.
/// Warnings about parts that have no place in that form are pushed.
pub fn event_rows<V: Value>(
    config: V,
    tracked: V,
    stamp: V,
    fresh_id: &dyn Fn() -> V,
    warnings: V,
) -> V {
    if asks_one_point(config) {
        return sitecore_events::rows(config, tracked, stamp, fresh_id, warnings);
    }
    salesforce_events::rows(tracked, stamp, fresh_id, warnings)
}

/// The request that delivers queue items, each the JSON text of a list of rows.
///
/// `keepalive` is for a page that is being left: where the service has a form that needs no
/// preflight, that form is taken.
pub fn delivery_request<V: Value>(config: V, items: V, keepalive: bool) -> V {
    if asks_one_point(config) {
        return sitecore_delivery::delivery_request(config, items, keepalive);
    }
    salesforce_delivery::delivery_request(config, items, keepalive)
}

/// How many queue items travel in one request.
pub fn items_per_request<V: Value>(config: V) -> u32 {
    if asks_one_point(config) { 1 } else { 10 }
}

/// How many requests may be under way side by side.
pub fn requests_side_by_side<V: Value>(config: V) -> u32 {
    if asks_one_point(config) { 4 } else { 1 }
}

/// Whether a queue item waits for all before it and holds all behind it, although requests travel
/// side by side: what makes or changes a cart, an order or an identity does.
pub fn is_ordered<V: Value>(config: V, item: V) -> bool {
    asks_one_point(config) && sitecore_events::is_ordered(item)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod salesforce_answer_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod salesforce_delivery_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod salesforce_events_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod salesforce_profile_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod salesforce_samples;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod salesforce_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod samples;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_answer_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_cart_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_delivery_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_events_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_identity_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_samples;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod sitecore_tests;
