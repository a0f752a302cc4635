//! Which decisions this page view was given, and which of them were reported as shown.

use crate::ports::{Area, Storage};
use crate::value::{Slot, Value};
use crate::words::Word;

/// In the page's memory: a decision that was reported as shown, and its content.
const PREFIX: Word = t!("attune.shown.");
/// Decisions remembered for references by the page; a page that fetches without end keeps the
/// newest.
const KEPT: u32 = 200;

/// The page view's decisions and impressions.
pub struct Shown<V: Value> {
    /// By decision id: its `point`, and in `items` the catalog id of each item by content id.
    decisions: Slot<V>,
}

impl<V: Value> Shown<V> {
    /// Nothing shown yet.
    pub fn new() -> Self {
        Shown {
            decisions: Slot::new(V::object()),
        }
    }

    /// Remembers the decisions of an answer.
    pub fn remember(&self, answer: V) {
        let decisions = self.decisions.get();
        for entry in answer.at(t!("entries")).entries() {
            let id = entry.at(t!("personalizationId"));
            if !id.is_text() || decisions.of(id).is_object() {
                continue;
            }
            let items = V::object();
            for item in entry.at(t!("data")).entries() {
                let content = item.at(t!("personalizationContentId"));
                if content.is_text() {
                    items.put_of(content, catalog_id(item));
                }
            }
            let decision = V::object();
            decision.put(t!("point"), answer.at(t!("point")));
            decision.put(t!("items"), items);
            decisions.put_of(id, decision);
            let names = decisions.names();
            if names.len() > KEPT {
                decisions.take_out(names.item(0));
            }
        }
    }

    /// Adds to a reference what the decision told: its point and the item's own id.
    pub fn complete(&self, reference: V) {
        let decision = self
            .decisions
            .get()
            .of(reference.at(t!("personalizationId")));
        let point = reference
            .at(t!("personalizationPointName"))
            .or(decision.at(t!("point")));
        reference.put(t!("personalizationPointName"), point);
        let content = reference.at(t!("personalizationContentId"));
        if content.is_text() {
            reference.put(t!("item"), decision.at(t!("items")).of(content));
        }
    }

    /// Notes an impression; `false` if this page view has had it already, whichever instance of the
    /// core it was told.
    pub fn is_first_impression(&self, host: &impl Storage<V>, reference: V) -> bool {
        let id = reference.at(t!("personalizationId"));
        let content = reference.at(t!("personalizationContentId")).or(id);
        let of = V::list();
        of.push(id);
        of.push(content);
        let name = V::text(PREFIX).then(of.write());
        let is_first = host.read(Area::Page, name).is_nothing();
        host.write(Area::Page, name, V::text(t!("1")));
        is_first
    }

    /// No impression of this page view has counted.
    pub fn forget_impressions(&self, host: &impl Storage<V>) {
        for name in host.keys(Area::Page, V::text(PREFIX)).entries() {
            host.remove(Area::Page, name);
        }
    }

    /// Knows no decision any more; the impressions lie with all that is erased.
    pub fn forget(&self) {
        self.decisions.replace(V::object());
    }
}

/// An item's own id: `ssot__Id__c`, else the first field named `…Id__c` (salesforce.md 8.5).
fn catalog_id<V: Value>(item: V) -> V {
    let mut found = V::undefined();
    for name in item.members() {
        let value = item.of(name);
        let is_id = value.is_text() || !value.as_number().is_nan();
        let is_own = name.is(t!("ssot__Id__c"));
        let is_named = name
            .slice(name.len().saturating_sub(5), u32::MAX)
            .is(t!("Id__c"));
        if is_id && (is_own || (is_named && found.is_nothing())) {
            found = V::text(t!("")).then(value);
        }
    }
    found
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fakes::{Fake, FakeHost};

    fn complete(shown: &Shown<Fake>, reference: serde_json::Value) -> serde_json::Value {
        let reference = Fake::from(reference);
        shown.complete(reference);
        reference.json()
    }

    fn remember(shown: &Shown<Fake>, point: &str, entries: serde_json::Value) {
        shown.remember(Fake::from(json!({ "point": point, "entries": entries })));
    }

    #[test]
    fn a_reference_gets_the_point_and_the_items_own_id() {
        let shown = Shown::new();
        let data = json!([
            { "personalizationContentId": "c1", "AnId__c": "other", "ssot__Id__c": "SKU-1" },
            { "personalizationContentId": "c2", "Name__c": "x", "FirstId__c": 7, "SecondId__c": "no" },
            { "personalizationContentId": "c3", "ssot__Id__c": { "no": "id" } },
        ]);
        remember(
            &shown,
            "hero",
            json!([{ "personalizationId": "p1", "data": data }]),
        );
        for (content, item) in [("c1", json!("SKU-1")), ("c2", json!("7"))] {
            let reference =
                json!({ "personalizationId": "p1", "personalizationContentId": content });
            let completed = complete(&shown, reference);
            assert_eq!(completed["personalizationPointName"], "hero");
            assert_eq!(completed["item"], item);
        }
        let reference = json!({ "personalizationId": "p1", "personalizationContentId": "c3" });
        assert_eq!(complete(&shown, reference).get("item"), None);
        let whole = complete(&shown, json!({ "personalizationId": "p1" }));
        assert_eq!(
            whole,
            json!({ "personalizationId": "p1", "personalizationPointName": "hero" })
        );
    }

    #[test]
    fn the_pages_own_word_on_the_point_stands_and_strangers_stay_as_they_are() {
        let shown = Shown::new();
        remember(&shown, "hero", json!([{ "personalizationId": "p1" }]));
        let named = json!({ "personalizationId": "p1", "personalizationPointName": "mine" });
        assert_eq!(complete(&shown, named.clone()), named);
        for id in ["p2", "__proto__", "constructor"] {
            let stranger = json!({ "personalizationId": id });
            assert_eq!(complete(&shown, stranger.clone()), stranger);
        }
    }

    #[test]
    fn the_newest_two_hundred_are_kept() {
        let shown = Shown::new();
        for number in 0..201 {
            remember(
                &shown,
                "hero",
                json!([{ "personalizationId": format!("p{number}") }]),
            );
        }
        let is_known = |id: &str| {
            let completed = complete(&shown, json!({ "personalizationId": id }));
            completed.get("personalizationPointName").is_some()
        };
        assert!(!is_known("p0") && is_known("p1") && is_known("p200"));
    }

    #[test]
    fn an_impression_counts_once_for_each_item_also_after_a_trap() {
        let host = FakeHost::new();
        // Each time as in a new instance.
        let is_first = |reference| Shown::new().is_first_impression(&host, Fake::from(reference));
        let whole = json!({ "personalizationId": "p1" });
        let item = json!({ "personalizationId": "p1", "personalizationContentId": "c1" });
        assert!(is_first(whole.clone()) && is_first(item.clone()));
        assert!(!is_first(whole.clone()) && !is_first(item.clone()));
        assert!(is_first(
            json!({ "personalizationId": "p2", "personalizationContentId": "c1" })
        ));
    }
}
