//! Which decisions this page view was given, and which of them were reported as shown.

use crate::model::{Answer, Reference};
use crate::ports::Json;

/// Decisions remembered for references by the page; a page that fetches without end keeps the
/// newest.
const KEPT: usize = 200;

struct Decision {
    id: String,
    point: String,
    /// Content id and catalog id of each item.
    items: Vec<(String, Option<String>)>,
}

/// The page view's decisions and impressions.
#[derive(Default)]
pub struct Shown {
    decisions: Vec<Decision>,
    impressions: Vec<(String, String)>,
}

impl Shown {
    /// Remembers the decisions of an answer.
    pub fn remember<J: Json>(&mut self, answer: &Answer<J>) {
        for entry in &answer.entries {
            let Some(id) = entry.text_at("personalizationId") else {
                continue;
            };
            let items = entry
                .get("data")
                .and_then(|data| data.items())
                .unwrap_or_default();
            let items = items.iter().filter_map(|item| {
                Some((item.text_at("personalizationContentId")?, catalog_id(item)))
            });
            self.decisions.push(Decision {
                id,
                point: answer.point.clone(),
                items: items.collect(),
            });
        }
        let surplus = self.decisions.len().saturating_sub(KEPT);
        self.decisions.drain(..surplus);
    }

    /// Adds to a reference what the decision told: its point and the item's own id.
    pub fn complete(&self, mut reference: Reference) -> Reference {
        let Some(decision) = self
            .decisions
            .iter()
            .find(|decision| decision.id == reference.personalization_id)
        else {
            return reference;
        };
        reference.point = reference.point.or_else(|| Some(decision.point.clone()));
        let content = reference.content_id.as_ref();
        let item = decision.items.iter().find(|(id, _)| Some(id) == content);
        reference.item = item.and_then(|(_, item)| item.clone());
        reference
    }

    /// Notes an impression; `false` if this page view has had it already.
    pub fn is_first_impression(&mut self, reference: &Reference) -> bool {
        let id = &reference.personalization_id;
        let content = reference.content_id.as_ref().unwrap_or(id);
        if self
            .impressions
            .iter()
            .any(|(known, of)| known == id && of == content)
        {
            return false;
        }
        self.impressions.push((id.clone(), content.clone()));
        true
    }
}

/// An item's own id: `ssot__Id__c`, else the first field named `…Id__c` (salesforce.md 8.5).
fn catalog_id<J: Json>(item: &J) -> Option<String> {
    let text = |name: &str| {
        let value = item.get(name)?;
        value
            .as_text()
            .or_else(|| value.as_number().map(|_| value.write()))
    };
    let named = || {
        item.names()?
            .into_iter()
            .filter(|name| name.ends_with("Id__c"))
            .find_map(|name| text(&name))
    };
    text("ssot__Id__c").or_else(named)
}
