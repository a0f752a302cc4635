//! The plain truth the engine is compared with: what was tracked, what a collector has, and what
//! the pages know of that.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::fakes::FakeHost;
use crate::fakes::visit::events_in;

/// What really became of an event.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    /// It stood in storage once.
    pub was_stored: bool,
    /// The ids under which the collector has taken it, one each time.
    pub taken_as: Vec<String>,
    /// A page has seen that the collector has it.
    pub is_known: bool,
    /// A request with it ended without an answer, or nobody could know of it (storage full, clock
    /// stepped): only then it may go again.
    pub is_uncertain: bool,
    /// A page has seen it refused alone, before one knew that it had arrived.
    pub is_refused: bool,
}

/// Every event, by its mark.
#[derive(Default)]
pub struct Reference {
    pub fates: BTreeMap<String, Fate>,
}

impl Reference {
    /// A mark for a new event.
    pub fn mark(&mut self) -> String {
        let mark = format!("mark{}x", self.fates.len());
        self.fates.insert(mark.clone(), Fate::default());
        mark
    }

    fn fate(&mut self, mark: &str) -> &mut Fate {
        self.fates.get_mut(mark).expect("a mark of ours")
    }

    /// The collector takes the events of a request.
    pub fn take(&mut self, request: &Json) {
        for event in events_in(request) {
            if let Some(mark) = mark_in(&event.to_string()) {
                let id = event["eventId"].as_str().expect("an id").to_owned();
                self.fate(&mark).taken_as.push(id);
            }
        }
    }

    /// For each of ours in a request.
    pub fn each(&mut self, request: &Json, note: impl Fn(&mut Fate)) {
        for mark in marks_in(request) {
            note(self.fate(&mark));
        }
    }

    /// Notes which of ours stand in storage.
    pub fn look_into(&mut self, host: &FakeHost) {
        for text in host.local.borrow().values() {
            if let Some(mark) = mark_in(text) {
                self.fate(&mark).was_stored = true;
            }
        }
    }
}

/// The marks of our events in a request.
pub fn marks_in(request: &Json) -> Vec<String> {
    let texts = events_in(request)
        .into_iter()
        .map(|event| event.to_string());
    texts.filter_map(|text| mark_in(&text)).collect()
}

fn mark_in(text: &str) -> Option<String> {
    let start = text.find("mark")?;
    let length = text[start..].find('x')?;
    Some(text[start..=start + length].to_owned())
}
