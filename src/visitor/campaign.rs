//! The campaign of the visit: what the landing address said in its `utm_` parameters
//! (sitecore.md 7).

use std::cell::RefCell;

use crate::ports::{Area, Json, Page, Storage};

const KEY: &str = "attune.campaign";

/// Name and value of one parameter, without the `utm_` prefix.
pub type Parameter = (String, String);

/// Picks the campaign out of a decoded query: every `utm_` key in any case, without the prefix and
/// in lower case; the last duplicate wins. A key named `__proto__` is left out.
pub fn capture_campaign(query: Vec<Parameter>) -> Vec<Parameter> {
    let mut campaign: Vec<Parameter> = Vec::new();
    for (name, value) in query {
        let name = name.to_ascii_lowercase();
        let Some(name) = name.strip_prefix("utm_") else {
            continue;
        };
        if name == "__proto__" {
            continue;
        }
        match campaign.iter_mut().find(|(known, _)| known == name) {
            Some(parameter) => parameter.1 = value,
            None => campaign.push((name.to_owned(), value)),
        }
    }
    campaign
}

/// The campaign in force, kept for the visit.
#[derive(Default)]
pub struct Campaign {
    landed: RefCell<Vec<Parameter>>,
}

impl Campaign {
    /// Takes up what an earlier page of this visit stored.
    pub fn remember<J: Json>(&self, storage: &impl Storage) {
        let stored = storage
            .read(Area::Session, KEY)
            .and_then(|text| J::read(&text));
        let Some(stored) = stored else { return };
        let names = stored.names().unwrap_or_default();
        let kept = names
            .into_iter()
            .filter_map(|name| Some((name.clone(), stored.text_at(&name)?)));
        self.landed.replace(kept.collect());
    }

    /// The campaign of the page's address; where that has none and `keep` allows it, the one the
    /// visitor landed with. Read anew each time, so a virtual navigation needs no call.
    pub fn current(&self, page: &impl Page, keep: bool) -> Vec<Parameter> {
        let here = capture_campaign(page.query());
        if !keep {
            return here;
        }
        if !here.is_empty() {
            self.landed.replace(here);
        }
        self.landed.borrow().clone()
    }

    /// Writes the campaign down for the visit's further pages; only an open gate allows that.
    pub fn store<J: Json>(&self, storage: &impl Storage) {
        let landed = self.landed.borrow();
        if landed.is_empty() {
            return;
        }
        let mut object = J::object();
        for (name, value) in landed.iter() {
            object.set(name, J::text(value));
        }
        let text = object.write();
        if storage.read(Area::Session, KEY).as_deref() != Some(&text) {
            storage.write(Area::Session, KEY, &text);
        }
    }

    /// Forgets the landing campaign; the address in view still counts.
    pub fn forget(&self) {
        self.landed.take();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<Parameter> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn any_case_any_remainder_last_duplicate() {
        let query = pairs(&[
            ("Utm_Medium", "mail"),
            ("ref", "my_utm_list"),
            ("utm_id", "9"),
            ("UTM_ID", "10"),
            ("utm_", ""),
        ]);
        assert_eq!(
            capture_campaign(query),
            pairs(&[("medium", "mail"), ("id", "10"), ("", "")])
        );
    }

    #[test]
    fn prototype_names_are_inert() {
        let query = pairs(&[
            ("utm___proto__", "x"),
            ("utm_constructor", "y"),
            ("__proto__", "z"),
        ]);
        assert_eq!(capture_campaign(query), pairs(&[("constructor", "y")]));
    }

    proptest! {
        #[test]
        fn every_query_gives_distinct_lower_case_names(
            query in proptest::collection::vec((any::<String>(), any::<String>()), 0..40)
        ) {
            let campaign = capture_campaign(query.clone());
            for (index, (name, value)) in campaign.iter().enumerate() {
                prop_assert_eq!(name, &name.to_ascii_lowercase());
                prop_assert!(!campaign[..index].iter().any(|(other, _)| other == name));
                let last = query.iter().rev().find(|(key, _)| {
                    key.to_ascii_lowercase().strip_prefix("utm_") == Some(name)
                });
                prop_assert_eq!(Some(value), last.map(|(_, value)| value));
            }
        }
    }
}
