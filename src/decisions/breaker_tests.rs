//! The breaker: when it opens, who may probe, and what closes it.

use serde_json::json;

use super::breaker::{Breaker, Condition, Passage, condition};
use crate::fakes::{Fake, FakeHost};
use crate::value::Value;

/// Two pages of one browser.
struct Tabs {
    hosts: [FakeHost; 2],
    breakers: [Breaker<Fake>; 2],
}

const TIME: f64 = 2000.0;

impl Tabs {
    fn new() -> Self {
        let host = FakeHost::new();
        Tabs {
            hosts: [host.clone(), host.another_page(false)],
            breakers: [Breaker::new(), Breaker::new()],
        }
    }

    fn passage(&self, tab: usize) -> Passage {
        self.breakers[tab].passage(&self.hosts[tab], Fake::text("s"), || TIME)
    }

    fn note(&self, tab: usize, condition: Condition, is_probe: bool) {
        self.breakers[tab].note(&self.hosts[tab], Fake::text("s"), condition, is_probe);
    }

    fn fail(&self, times: usize) {
        (0..times).for_each(|_| self.note(0, Condition::Failing, false));
    }

    fn pass(&self, milliseconds: f64) {
        self.hosts[0].pass(milliseconds);
    }
}

#[test]
fn five_failures_in_a_row_shut_out_every_tab_for_half_a_minute() {
    let tabs = Tabs::new();
    tabs.fail(4);
    assert_eq!(tabs.passage(1), Passage::Free);
    tabs.note(1, Condition::Failing, false);
    assert_eq!(tabs.passage(0), Passage::Refused);
    tabs.pass(29_999.0);
    assert_eq!(tabs.passage(1), Passage::Refused);
    tabs.pass(1.0);
    assert_eq!(tabs.passage(1), Passage::Probe);
}

#[test]
fn a_success_in_between_begins_the_row_anew() {
    let tabs = Tabs::new();
    tabs.fail(4);
    tabs.note(1, Condition::Well, false);
    tabs.fail(4);
    assert_eq!(tabs.passage(0), Passage::Free);
}

#[test]
fn half_of_ten_within_a_minute_is_too_much() {
    let tabs = Tabs::new();
    for _ in 0..4 {
        tabs.fail(1);
        tabs.note(1, Condition::Well, false);
    }
    assert_eq!(tabs.passage(0), Passage::Free);
    tabs.fail(1);
    tabs.note(1, Condition::Well, false);
    assert_eq!(tabs.passage(0), Passage::Refused);
}

#[test]
fn what_is_over_a_minute_old_does_not_count() {
    let tabs = Tabs::new();
    for _ in 0..4 {
        tabs.fail(1);
        tabs.note(1, Condition::Well, false);
    }
    tabs.pass(60_000.0);
    for _ in 0..4 {
        tabs.note(1, Condition::Well, false);
        tabs.fail(1);
    }
    assert_eq!(tabs.passage(0), Passage::Free);
}

#[test]
fn of_very_many_requests_the_newest_count() {
    let tabs = Tabs::new();
    for _ in 0..300 {
        tabs.note(0, Condition::Well, false);
    }
    for _ in 0..50 {
        tabs.fail(1);
        tabs.note(0, Condition::Well, false);
    }
    assert_eq!(tabs.passage(0), Passage::Refused);
}

#[test]
fn one_probe_at_a_time_and_its_failure_doubles_the_rest() {
    let tabs = Tabs::new();
    tabs.fail(5);
    for rest in [30e3, 60e3, 120e3, 240e3, 480e3, 600e3, 600e3] {
        tabs.pass(rest - 1.0);
        assert_eq!(tabs.passage(0), Passage::Refused, "{rest}");
        tabs.pass(1.0);
        assert_eq!(tabs.passage(1), Passage::Probe, "{rest}");
        assert_eq!(tabs.passage(0), Passage::Refused, "{rest}");
        assert!(tabs.breakers[1].is_ours(&tabs.hosts[1], Fake::text("s")));
        assert!(!tabs.breakers[0].is_ours(&tabs.hosts[0], Fake::text("s")));
        tabs.note(1, Condition::Failing, true);
    }
}

#[test]
fn a_probe_whose_page_died_is_made_up_for() {
    let tabs = Tabs::new();
    tabs.fail(5);
    tabs.pass(30_000.0);
    assert_eq!(tabs.passage(0), Passage::Probe);
    tabs.pass(TIME);
    assert_eq!(tabs.passage(1), Passage::Refused);
    tabs.pass(2000.0);
    assert_eq!(tabs.passage(1), Passage::Probe);
    // It was alive, and much too late.
    tabs.note(0, Condition::Failing, true);
    tabs.note(1, Condition::Well, true);
    assert_eq!(tabs.passage(0), Passage::Free);
}

#[test]
fn a_probe_that_is_answered_lets_everybody_in() {
    let tabs = Tabs::new();
    tabs.fail(5);
    tabs.pass(30_000.0);
    assert_eq!(tabs.passage(0), Passage::Probe);
    tabs.note(0, Condition::Well, true);
    assert_eq!(tabs.passage(1), Passage::Free);
    tabs.fail(4);
    assert_eq!(tabs.passage(1), Passage::Free);
}

#[test]
fn what_was_under_way_when_it_opened_changes_nothing() {
    let tabs = Tabs::new();
    tabs.fail(8);
    tabs.note(1, Condition::Well, false);
    assert_eq!(tabs.passage(1), Passage::Refused);
    tabs.pass(30_000.0);
    assert_eq!(tabs.passage(1), Passage::Probe);
}

#[test]
fn a_service_that_asks_for_rest_gets_it() {
    let tabs = Tabs::new();
    tabs.note(0, Condition::Resting(4000.0), false);
    assert_eq!(tabs.passage(1), Passage::Refused);
    tabs.pass(4000.0);
    assert_eq!(tabs.passage(1), Passage::Probe);
    tabs.note(1, Condition::Resting(f64::INFINITY), true);
    tabs.pass(600_000.0);
    assert_eq!(tabs.passage(1), Passage::Probe);
}

#[test]
fn a_clock_that_is_stepped_shuts_nobody_out() {
    for step in [-86_400e3, 86_400e3, -315_532_800e3, 315_532_800e3] {
        let tabs = Tabs::new();
        tabs.fail(5);
        tabs.pass(step);
        assert_eq!(tabs.passage(1), Passage::Probe, "{step}");
        tabs.note(1, Condition::Well, true);
        assert_eq!(tabs.passage(1), Passage::Free, "{step}");
    }
}

#[test]
fn without_storage_each_page_knows_its_own() {
    let tabs = Tabs::new();
    tabs.hosts[0].is_full.set(true);
    tabs.fail(5);
    assert_eq!(tabs.passage(0), Passage::Refused);
    assert_eq!(tabs.passage(1), Passage::Free);
    tabs.breakers[0].forget();
    assert_eq!(tabs.passage(0), Passage::Free);
}

#[test]
fn garbage_in_storage_is_no_rest() {
    for garbage in ["", "nonsense", "7", "[]", r#"{"interval":"x","until":{}}"#] {
        let tabs = Tabs::new();
        let mut local = tabs.hosts[0].local.borrow_mut();
        local.insert("attune.breaker.s".to_owned(), garbage.to_owned());
        drop(local);
        assert_ne!(tabs.passage(0), Passage::Refused, "{garbage}");
    }
}

#[test]
fn only_a_service_that_fails_is_left_alone() {
    let told = |reply| condition(Fake::from(reply));
    for status in [200, 204, 302, 400, 401, 403, 404, 408, 413, 425] {
        assert_eq!(
            told(json!({ "status": status })),
            Condition::Well,
            "{status}"
        );
    }
    for status in [0, 429, 500, 502, 503, 504, 599] {
        assert_eq!(
            told(json!({ "status": status })),
            Condition::Failing,
            "{status}"
        );
    }
    let redirect = json!({ "status": 0, "received": true, "isBroken": true });
    assert_eq!(told(redirect), Condition::Well);
    let overload = json!({ "status": 429, "retryAfter": 3000 });
    assert_eq!(told(overload), Condition::Resting(3000.0));
}
