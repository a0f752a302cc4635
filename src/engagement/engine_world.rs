//! A visitor's tabs, their collector, and what happens to them, for the model test.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::engine_commands::{Command, Reply};
use super::engine_reference::{Reference, marks_in};
use super::{CLICK, IMPRESSION};
use crate::attune::{DELIVERY_TIMER, WATCH_TIMER};
use crate::fakes::visit::{
    Core, click, fire, impression, leave, next_page, page, salesforce, status, tab,
};
use crate::fakes::{Fake, FakeHost};

const DAY: f64 = 86_400_000.0;
/// After so many milliseconds the page gives an exchange up (js/exchange.ts).
const PATIENCE: f64 = 10_000.0;
const MOST_TABS: usize = 3;

pub struct Tab {
    pub core: Core,
    pub host: FakeHost,
    /// It was left, and may still come back.
    is_left: bool,
    /// Requests that have come to an end at the collector: whether it has taken their events.
    ended: BTreeMap<usize, bool>,
    /// When each request was handed over, by the clock that does not step.
    sent_at: Vec<f64>,
}

pub struct World {
    pub browser: FakeHost,
    pub tabs: Vec<Tab>,
    /// Pages that are gone and have no successor in their tab.
    gone: Vec<FakeHost>,
    pub reference: Reference,
    /// Milliseconds, whatever the wall clock does.
    time: f64,
    /// The last word of the collector was a good one.
    is_good: bool,
    /// Storage was full at some time, so counts may have gone with a page.
    was_full: bool,
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

    fn add(&mut self, core: Core, host: FakeHost) {
        self.tabs.push(Tab {
            core,
            host,
            is_left: false,
            ended: BTreeMap::new(),
            sent_at: vec![],
        });
    }

    pub fn open(&mut self) {
        let (core, host) = match self.gone.pop() {
            Some(last) => next_page(salesforce(), &last),
            None => tab(salesforce(), &self.browser),
        };
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

    fn act(&mut self, command: &Command) -> Option<usize> {
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

    fn act_in_tab(&mut self, command: &Command) -> Option<usize> {
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

    fn track(&mut self, place: usize, kind: u8, count: usize) {
        for _ in 0..count {
            let mark = self.reference.mark();
            let core = &self.tabs[place].core;
            match kind {
                CLICK => click(core, &mark),
                IMPRESSION => impression(core, &mark),
                _ => {
                    let interaction = json!({ "name": mark, "eventType": "search" });
                    core.track(1, Fake::from(json!({ "interaction": interaction })));
                }
            }
            self.reference.look_into(&self.browser);
        }
    }

    fn come_back(&mut self, place: usize) {
        let tab = &mut self.tabs[place];
        tab.is_left = false;
        // Its clock stood still.
        tab.sent_at.iter_mut().for_each(|at| *at = self.time);
        tab.core.come_back();
    }

    fn leave(&mut self, place: usize, arrives: bool) {
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

    fn is_sure(&self, place: usize) -> bool {
        let core = &self.tabs[place].core;
        let local = self.browser.local.borrow();
        let under_way = core.queue.under_way().json();
        let mut claims = local
            .iter()
            .filter(|(key, _)| key.starts_with("attune.claim."));
        claims.any(|(_, text)| {
            let claim: Json = serde_json::from_str(text).expect("JSON");
            claim["isSure"] == true && claim["names"] == under_way
        })
    }

    fn crash(&mut self, place: usize, arrives: bool) {
        for request in self.tabs[place].host.unanswered_places() {
            self.end_unseen(place, request, arrives);
        }
        let tab = self.tabs.remove(place);
        tab.host.crash();
        self.gone.push(tab.host);
    }

    /// Nobody learns what became of a request.
    fn end_unseen(&mut self, place: usize, request: usize, arrives: bool) {
        let tab = &mut self.tabs[place];
        let content = tab.host.request(request);
        if tab.ended.insert(request, arrives).is_none() && arrives {
            self.reference.take(&content);
        }
        self.reference
            .each(&content, |fate| fate.is_uncertain = true);
    }

    fn fire(&mut self, place: usize, timer: u32) {
        let due = self.tabs[place].host.timers.borrow().get(&timer).copied();
        let Some(due) = due else {
            return;
        };
        self.pass(due);
        // Its time is over already.
        self.browser.pass(-due);
        let tab = &self.tabs[place];
        if tab.host.timers.borrow().contains_key(&timer) {
            fire(&tab.core, &tab.host, timer);
        }
        self.note_requests();
    }

    /// The requests under way in tabs that live.
    fn under_way(&self) -> Vec<(usize, usize)> {
        let mut found = vec![];
        for (place, tab) in self.tabs.iter().enumerate() {
            if !tab.is_left {
                let requests = tab.host.unanswered_places();
                found.extend(requests.into_iter().map(|request| (place, request)));
            }
        }
        found
    }

    fn reply(&mut self, chosen: usize, reply: &Reply, arrives: bool) -> Option<usize> {
        let under_way = self.under_way();
        let (place, request) = under_way[chosen.checked_rem(under_way.len())?];
        self.end(place, request, reply, arrives);
        Some(place)
    }

    fn end(&mut self, place: usize, request: usize, reply: &Reply, arrives: bool) {
        let tab = &mut self.tabs[place];
        let content = tab.host.request(request);
        let ended = tab.ended.get(&request).copied();
        let is_accepted = matches!(reply, Reply::Accept) && ended != Some(false);
        if (ended.is_some() && !is_accepted) || matches!(reply, Reply::Nothing) {
            self.end_unseen(place, request, ended.unwrap_or(arrives));
            self.is_good = false;
            return self.answer(place, request, json!({ "status": 0, "received": false }));
        }
        tab.ended.insert(request, is_accepted);
        let answer = match reply {
            Reply::Fail(status, wish) => {
                // 403 refuses us, which says nothing of how it is.
                self.is_good &= *status == 403;
                json!({ "status": status, "retryAfter": wish })
            }
            Reply::Refuse(status) => {
                let is_alone = marks_in(&content).len() == 1;
                self.reference
                    .each(&content, |fate| fate.is_refused |= is_alone);
                json!({ "status": status })
            }
            _ => json!({ "status": 202 }),
        };
        if is_accepted {
            self.is_good = true;
            if ended.is_none() {
                self.reference.take(&content);
            }
            self.reference.each(&content, |fate| fate.is_known = true);
        }
        self.answer(place, request, answer);
    }

    fn answer(&mut self, place: usize, request: usize, answer: Json) {
        self.tabs[place].host.answer_at(request, answer);
        self.note_requests();
    }

    /// Time goes by, and exchanges that take too long are given up.
    pub fn pass(&mut self, milliseconds: f64) {
        let end = self.time + milliseconds;
        while let Some((at, place, request)) = self.next_to_give_up(end) {
            self.browser.pass(at - self.time);
            self.time = at;
            self.end(place, request, &Reply::Nothing, request % 2 == 0);
        }
        self.browser.pass(end - self.time);
        self.time = end;
    }

    fn next_to_give_up(&self, end: f64) -> Option<(f64, usize, usize)> {
        let due = |(place, request): (usize, usize)| {
            (self.tabs[place].sent_at[request] + PATIENCE, place, request)
        };
        let late = self.under_way().into_iter().map(due);
        late.filter(|(at, ..)| *at <= end)
            .min_by(|one, other| one.0.total_cmp(&other.0))
    }

    /// What is under way now, nobody else can know of.
    fn doubt_all(&mut self) {
        for tab in &self.tabs {
            for request in tab.host.unanswered_places() {
                let content = tab.host.request(request);
                self.reference
                    .each(&content, |fate| fate.is_uncertain = true);
            }
        }
    }

    fn settle(&mut self) {
        for tab in self.tabs.iter().filter(|tab| !tab.is_left) {
            tab.host.run();
        }
        self.note_requests();
        self.reference.look_into(&self.browser);
    }

    /// Notes when requests were handed over, and that none holds what is known to have arrived.
    fn note_requests(&mut self) {
        let is_full = self.browser.is_full.get();
        for tab in &mut self.tabs {
            for content in tab.host.requests().split_off(tab.sent_at.len()) {
                tab.sent_at.push(self.time);
                for mark in marks_in(&content) {
                    let fate = &self.reference.fates[&mark];
                    assert!(!fate.is_known, "{mark} is sent although it has arrived");
                    assert!(!fate.is_refused, "{mark} is sent although it was refused");
                }
                // Where nothing can be written, nobody can be told.
                self.reference
                    .each(&content, |fate| fate.is_uncertain |= is_full);
            }
        }
    }

    fn keys(&self) -> BTreeMap<String, String> {
        self.browser.local.borrow().clone()
    }

    /// The browser tells the other tabs what has changed in storage.
    fn tell_others(&mut self, before: &BTreeMap<String, String>, actor: Option<usize>) {
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

    /// What every tab says is what was tracked, to the unit.
    pub fn check(&self) {
        let tracked = self.base + self.reference.fates.len() as u64;
        for tab in &self.tabs {
            let status = status(&tab.core);
            let is_all = status["tracked"] == tracked;
            assert!(is_all || self.was_full, "{status} instead of {tracked}");
        }
        for (mark, fate) in &self.reference.fates {
            let mut ids = fate.taken_as.clone();
            ids.dedup();
            assert!(ids.len() <= 1, "{mark} has several ids: {ids:?}");
            let is_once = fate.taken_as.len() <= 1;
            assert!(
                is_once || fate.is_uncertain,
                "{mark} was sent twice without need"
            );
        }
    }

    /// Everything works again: nothing is left that anybody waits for.
    pub fn recover(&mut self) {
        self.browser.is_full.set(false);
        for place in 0..self.tabs.len() {
            if self.tabs[place].is_left {
                self.come_back(place);
            }
        }
        self.settle();
        self.open();
        for _ in 0..80 {
            self.accept_all();
            let queued = |tab: &Tab| status(&tab.core)["queued"] != 0;
            if !self.tabs.iter().any(queued) {
                return;
            }
            self.pass(10_000.0);
            for place in 0..self.tabs.len() {
                for timer in [DELIVERY_TIMER, WATCH_TIMER] {
                    self.fire(place, timer);
                    self.accept_all();
                }
            }
        }
        panic!("events are left: {}", status(&self.tabs[0].core));
    }

    fn accept_all(&mut self) {
        self.settle();
        while let Some((place, request)) = self.under_way().first().copied() {
            self.end(place, request, &Reply::Accept, true);
            self.settle();
        }
    }

    /// Each event that was stored has arrived, or was dropped for a reason that is told.
    pub fn check_all_done(&self) {
        let mut dropped = 0;
        for (mark, fate) in &self.reference.fates {
            let is_done = !fate.taken_as.is_empty() || fate.is_refused;
            assert!(is_done || !fate.was_stored, "{mark} is lost: {fate:?}");
            dropped += u64::from(fate.is_refused);
        }
        let status = status(&self.tabs[0].core);
        let told = status["dropped"]
            .get("rejected")
            .and_then(Json::as_u64)
            .unwrap_or(0)
            + status["dropped"]
                .get("too-large")
                .and_then(Json::as_u64)
                .unwrap_or(0);
        assert!(
            told == dropped || self.was_full,
            "{status} instead of {dropped} refused"
        );
    }
}
