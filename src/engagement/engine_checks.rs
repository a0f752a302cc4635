//! What must hold in the model test: at every moment, when everything works again, and after an
//! erasure.

use serde_json::Value as Json;

use super::engine_commands::Reply;
use super::engine_reference::marks_in;
use super::engine_world::{Tab, World};
use crate::attune::{DELIVERY_TIMER, NEWS_TIMER, WATCH_TIMER};
use crate::fakes::visit::{opt, status};

impl World {
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
            let before = self.keys();
            self.accept_all();
            let queued = |tab: &Tab| status(&tab.core)["queued"] != 0;
            if !self.tabs.iter().any(queued) {
                return;
            }
            self.tell_others(&before, None);
            self.pass(10_000.0);
            for place in 0..self.tabs.len() {
                for timer in [NEWS_TIMER, DELIVERY_TIMER, WATCH_TIMER] {
                    self.fire(place, timer);
                    self.accept_all();
                }
            }
        }
        panic!("events are left: {}", status(&self.tabs[0].core));
    }

    pub fn accept_all(&mut self) {
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

    /// The visitor is forgotten, or opts out, in a tab; the others are told by the browser, or have
    /// to notice.
    pub fn erase(&mut self, is_opt_out: bool, is_told: bool) {
        self.open();
        self.settle();
        let last = self.tabs.len() - 1;
        let before = self.keys();
        if is_opt_out {
            opt(&self.tabs[last].core, "Opt Out");
        } else {
            self.tabs[last].core.forget(1);
        }
        if is_told {
            self.tell_others(&before, Some(last));
        }
        let sent: Vec<usize> = self
            .tabs
            .iter()
            .map(|tab| tab.host.requests().len())
            .collect();
        for place in 0..self.tabs.len() {
            if self.tabs[place].is_left {
                self.come_back(place);
            }
        }
        self.accept_all();
        for _ in 0..3 {
            self.pass(10_000.0);
            for place in 0..self.tabs.len() {
                self.fire(place, NEWS_TIMER);
                self.fire(place, DELIVERY_TIMER);
                self.fire(place, WATCH_TIMER);
                self.tabs[place].core.flush(2);
                self.accept_all();
            }
        }
        self.check_erased(&sent);
    }

    /// `sent`: how many requests each tab had sent before.
    fn check_erased(&self, sent: &[usize]) {
        for (tab, sent) in self.tabs.iter().zip(sent) {
            let late = tab.host.requests().split_off(*sent);
            let marks: Vec<String> = late.iter().flat_map(marks_in).collect();
            assert!(marks.is_empty(), "{marks:?} sent after the erasure");
            assert_eq!(status(&tab.core)["queued"], 0);
        }
        let left = self.keys();
        assert!(left.is_empty(), "left behind: {left:?}");
        let cookies = self.browser.cookies.borrow();
        let is_ours = |(name, _): &&(String, String)| name.contains("attune");
        assert_eq!(cookies.iter().find(is_ours), None);
    }
}
