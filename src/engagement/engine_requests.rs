//! What becomes of the requests of a visitor's tabs, for the model test.

use serde_json::{Value as Json, json};

use super::engine_commands::Reply;
use super::engine_reference::marks_in;
use super::engine_world::World;
use crate::fakes::visit::fire;

/// After so many milliseconds the page gives an exchange up (js/exchange.ts).
const PATIENCE: f64 = 9000.0;

impl World {
    pub fn is_sure(&self, place: usize) -> bool {
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

    /// Nobody learns what became of a request.
    pub fn end_unseen(&mut self, place: usize, request: usize, arrives: bool) {
        let tab = &mut self.tabs[place];
        let content = tab.host.request(request);
        let is_open = !tab.ended.contains_key(&request);
        tab.ended.entry(request).or_insert(arrives);
        if is_open && arrives {
            self.reference.take(&content);
        }
        self.reference
            .each(&content, |fate| fate.is_uncertain = true);
    }

    pub fn fire(&mut self, place: usize, timer: u32) {
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
    pub fn under_way(&self) -> Vec<(usize, usize)> {
        let mut found = vec![];
        for (place, tab) in self.tabs.iter().enumerate() {
            if !tab.is_left {
                let requests = tab.host.unanswered_places();
                found.extend(requests.into_iter().map(|request| (place, request)));
            }
        }
        found
    }

    pub fn reply(&mut self, chosen: usize, reply: &Reply, arrives: bool) -> Option<usize> {
        let under_way = self.under_way();
        let (place, request) = under_way[chosen.checked_rem(under_way.len())?];
        self.end(place, request, reply, arrives);
        Some(place)
    }

    pub fn end(&mut self, place: usize, request: usize, reply: &Reply, arrives: bool) {
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
                self.reference.each(&content, |fate| {
                    fate.is_refused |= is_alone && !fate.is_known
                });
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

    pub fn answer(&mut self, place: usize, request: usize, answer: Json) {
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

    pub fn next_to_give_up(&self, end: f64) -> Option<(f64, usize, usize)> {
        let due = |(place, request): (usize, usize)| {
            (self.tabs[place].sent_at[request] + PATIENCE, place, request)
        };
        let late = self.under_way().into_iter().map(due);
        late.filter(|(at, ..)| *at <= end)
            .min_by(|one, other| one.0.total_cmp(&other.0))
    }

    /// What is under way now, nobody else can know of.
    pub fn doubt_all(&mut self) {
        for tab in &self.tabs {
            for request in tab.host.unanswered_places() {
                let content = tab.host.request(request);
                self.reference
                    .each(&content, |fate| fate.is_uncertain = true);
            }
        }
    }

    /// Notes when requests were handed over, and that none holds what is known to have arrived.
    pub fn note_requests(&mut self) {
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
}
