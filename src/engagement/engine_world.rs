//! A visitor's tabs, their collector, and what happens to them, for the model test.

use std::collections::BTreeMap;

use serde_json::json;

use super::engine_commands::Command;
use super::engine_reference::Reference;
use super::{CLICK, IMPRESSION};
use crate::fakes::visit::{Core, begun, click, impression, leave, page, salesforce, status};
use crate::fakes::{Fake, FakeHost};

const DAY: f64 = 86_400_000.0;
const MOST_TABS: usize = 3;

pub struct Tab {
    pub core: Core,
    pub host: FakeHost,
    /// It was left, and may still come back.
    pub is_left: bool,
    /// Requests that have come to an end at the collector: whether it has taken their events.
    pub ended: BTreeMap<usize, bool>,
    /// When each request was handed over, by the clock that does not step.
    pub sent_at: Vec<f64>,
}

pub struct World {
    pub browser: FakeHost,
    pub tabs: Vec<Tab>,
    /// Pages that are gone and have no successor in their tab.
    gone: Vec<FakeHost>,
    pub reference: Reference,
    /// Milliseconds, whatever the wall clock does.
    pub time: f64,
    /// The last word of the collector was a good one.
    pub is_good: bool,
    /// Storage was full at some time, so counts may have gone with a page.
    pub was_full: bool,
    /// What was tracked before the first command.
    pub base: u64,
}

impl World {
    pub fn new() -> Self {
        let (core, host) = page(salesforce());
        let base = status(&core)["tracked"].as_u64().expect("a count");
        let mut world = World {
            browser: host.another_page(false),
            tabs: vec![],
            gone: vec![],
            reference: Reference::default(),
            time: 0.0,
            is_good: true,
            was_full: false,
            base,
        };
        world.add(core, host);
        world.settle();
        world
    }

    pub fn add(&mut self, core: Core, host: FakeHost) {
        self.tabs.push(Tab {
            core,
            host,
            is_left: false,
            ended: BTreeMap::new(),
            sent_at: vec![],
        });
    }

    pub fn open(&mut self) {
        let host = match self.gone.pop() {
            Some(last) => last.another_page(true),
            None => self.browser.another_page(false),
        };
        let (core, host) = begun(salesforce(), host);
        self.add(core, host);
        self.note_requests();
    }

    /// Carries a command out, and lets everybody notice.
    pub fn obey(&mut self, command: &Command) {
        let before = self.keys();
        let actor = self.act(command);
        self.settle();
        self.tell_others(&before, actor);
        self.settle();
    }

    pub fn act(&mut self, command: &Command) -> Option<usize> {
        match command {
            Command::Open if self.tabs.len() < MOST_TABS => {
                self.open();
                return Some(self.tabs.len() - 1);
            }
            Command::Open => return None,
            Command::Step(days) => {
                self.browser.pass(days * DAY);
                self.doubt_all();
                return None;
            }
            Command::IsFull(is_full) => {
                self.browser.is_full.set(*is_full);
                self.was_full |= is_full;
                self.doubt_all();
                return None;
            }
            Command::Pass(milliseconds) => {
                self.pass(f64::from(*milliseconds));
                return None;
            }
            Command::Reply(place, reply, arrives) => return self.reply(*place, reply, *arrives),
            _ => {}
        }
        self.act_in_tab(command)
    }

    pub fn act_in_tab(&mut self, command: &Command) -> Option<usize> {
        let (Command::Track(place, ..)
        | Command::Hide(place)
        | Command::Leave(place, _)
        | Command::ComeBack(place)
        | Command::Crash(place, _)
        | Command::Timer(place, _)
        | Command::Flush(place)) = command
        else {
            return None;
        };
        let place = place.checked_rem(self.tabs.len())?;
        let is_left = self.tabs[place].is_left;
        match command {
            Command::Crash(_, arrives) => self.crash(place, *arrives),
            Command::ComeBack(_) if is_left => self.come_back(place),
            _ if is_left => {}
            Command::Track(_, kind, count) => self.track(place, *kind, *count),
            Command::Hide(_) => leave(&self.tabs[place].core, &self.tabs[place].host, false),
            Command::Leave(_, arrives) => self.leave(place, *arrives),
            Command::Timer(_, timer) => self.fire(place, *timer),
            Command::Flush(_) => self.tabs[place].core.flush(1),
            _ => {}
        }
        Some(place)
    }

    pub fn track(&mut self, place: usize, kind: u8, count: usize) {
        for _ in 0..count {
            let mark = self.reference.mark();
            let core = &self.tabs[place].core;
            match kind {
                CLICK => click(core, &mark),
                IMPRESSION => impression(core, &mark),
                _ => {
                    let interaction = json!({ "name": mark, "eventType": "search" });
                    core.track(
                        1,
                        Fake::from(json!({ "interaction": interaction })),
                        Fake::Undefined,
                    );
                }
            }
            self.reference.look_into(&self.browser);
        }
    }

    pub fn come_back(&mut self, place: usize) {
        let tab = &mut self.tabs[place];
        tab.is_left = false;
        // Its clock stood still.
        tab.sent_at.iter_mut().for_each(|at| *at = self.time);
        tab.core.come_back();
    }

    pub fn leave(&mut self, place: usize, arrives: bool) {
        leave(&self.tabs[place].core, &self.tabs[place].host, true);
        self.note_requests();
        let is_sure = self.is_sure(place);
        assert!(
            self.is_good || !is_sure,
            "a claim is sure while the collector fails"
        );
        self.tabs[place].is_left = true;
        for request in self.tabs[place].host.unanswered_places() {
            // The browser vouches for what it keeps alive, and the collector was answering.
            let is_kept = self.tabs[place].host.request(request)["keepalive"] == true;
            self.end_unseen(place, request, (is_kept && is_sure) || arrives);
        }
    }

    pub fn crash(&mut self, place: usize, arrives: bool) {
        for request in self.tabs[place].host.unanswered_places() {
            self.end_unseen(place, request, arrives);
        }
        let tab = self.tabs.remove(place);
        tab.host.crash();
        self.gone.push(tab.host);
    }

    pub fn settle(&mut self) {
        for tab in self.tabs.iter().filter(|tab| !tab.is_left) {
            tab.host.run();
        }
        self.note_requests();
        self.reference.look_into(&self.browser);
    }

    pub fn keys(&self) -> BTreeMap<String, String> {
        self.browser.local.borrow().clone()
    }

    /// The browser tells the other tabs what has changed in storage.
    pub fn tell_others(&mut self, before: &BTreeMap<String, String>, actor: Option<usize>) {
        let after = self.keys();
        let is_added = after
            .iter()
            .any(|(key, text)| before.get(key) != Some(text));
        let is_removed = before.keys().any(|key| !after.contains_key(key));
        for (place, tab) in self.tabs.iter().enumerate() {
            if Some(place) == actor || tab.is_left {
                continue;
            }
            for (is_so, is_added) in [(is_added, true), (is_removed, false)] {
                if is_so {
                    tab.core.notice_change(is_added);
                }
            }
        }
    }
}
