//! Content zone handlers: the last one set for a zone wins, and an answer reaches a zone once, whoever
//! sets its handler anew (attune.d.ts, salesforce.md 9.2).

use crate::value::{Slot, Value};

use super::experience::is_for;

/// The zones of the page. A handler is `{ zone, point?, isOfficial, callback, fedBy? }`; there may be a
/// thousand, as many as answers, so both are found by name.
pub struct Zones<V> {
    /// By zone name.
    handlers: V,
    /// The first experience of each zone, by its name.
    experiences: Slot<V>,
    /// By the name of the point that feeds them, and by zone name.
    fed: Slot<V>,
    /// The zones that were not looked at for what they want,
    unseen: Slot<V>,
    /// and for which page's address the others were.
    address: Slot<V>,
    /// The points that were wanted, by name.
    asked: Slot<V>,
    /// The last answer of each point, by name, for late handlers.
    answers: Slot<V>,
    /// The answer that a zone's handler has had, by zone name: frameworks set a handler anew on
    /// every render, and a render must not cause the next one.
    served: Slot<V>,
}

/// How often a zone whose handler is taken away and set again is given one answer: a page that does
/// both whenever it is given one would never come to rest.
const MOST_TIMES: f64 = 10.0;

impl<V: Value> Zones<V> {
    /// No handlers.
    pub fn new() -> Self {
        let nothing = || Slot::new(V::object());
        Zones {
            handlers: V::object(),
            experiences: nothing(),
            fed: nothing(),
            unseen: nothing(),
            address: Slot::new(V::undefined()),
            asked: nothing(),
            answers: nothing(),
            served: nothing(),
        }
    }

    /// Sets a zone's handler; returns the answer that it is to be given at once, if any.
    pub fn set(&self, handler: V) -> V {
        let zone = handler.at(t!("zone"));
        let known = self.handlers.of(zone);
        self.handlers.put_of(zone, handler);
        self.unseen.get().put_of(zone, V::boolean(true));
        let point = self.feed(handler);
        if !known.at(t!("fedBy")).same(point) {
            self.starve(known);
        }
        let answer = self.answers.get().of(point);
        if self.is_due(handler, answer) {
            answer
        } else {
            V::undefined()
        }
    }

    /// Removes a zone's handler.
    pub fn remove(&self, zone: V) {
        self.starve(self.handlers.of(zone));
        self.handlers.take_out(zone);
        self.served.get().take_out(zone);
    }

    /// Puts a handler where the answers of its point will find it; gives the point.
    fn feed(&self, handler: V) -> V {
        let (zone, point) = (handler.at(t!("zone")), self.point_of(handler));
        if !point.is_nothing() {
            let mut fed = self.fed.get().of(point);
            if fed.is_nothing() {
                fed = V::object();
                self.fed.get().put_of(point, fed);
            }
            fed.put_of(zone, handler);
            handler.put(t!("fedBy"), point);
        }
        point
    }

    fn starve(&self, handler: V) {
        let fed = self.fed.get().of(handler.at(t!("fedBy")));
        if !fed.is_nothing() {
            fed.take_out(handler.at(t!("zone")));
        }
    }

    /// Replaces the experiences. Of several of one zone the first counts.
    pub fn use_experiences(&self, experiences: V) {
        let of_zone = V::object();
        for experience in experiences.entries() {
            let zone = experience.at(t!("zone"));
            if of_zone.of(zone).is_nothing() {
                of_zone.put_of(zone, experience);
            }
        }
        self.experiences.replace(of_zone);
        self.address.replace(V::undefined());
        self.fed.replace(V::object());
        for zone in self.handlers.entries() {
            let handler = self.handlers.of(zone);
            handler.take_out(V::text(t!("fedBy")));
            self.feed(handler);
        }
    }

    /// A point was answered: keeps the answer and returns the handlers that are to be given it.
    pub fn take(&self, answer: V) -> V {
        let point = answer.at(t!("point"));
        answer.put(t!("times"), V::object());
        self.answers.get().put_of(point, answer);
        let handlers = V::list();
        let fed = self.fed.get().of(point);
        for zone in fed.entries() {
            let handler = fed.of(zone);
            if self.is_due(handler, answer) {
                handlers.push(handler);
            }
        }
        handlers
    }

    /// The points that experiences want for handlers that are there, on the page of this address,
    /// and that were not asked for and have no answer yet.
    pub fn wanted(&self, address: V) -> V {
        let points = V::list();
        let mut zones = self.unseen.replace(V::object());
        if !self.address.get().same(address) {
            self.address.replace(address);
            zones = self.handlers;
        }
        for zone in zones.entries() {
            let experience = self.experience_of(zone);
            let point = experience.at(t!("point"));
            let is_official = self.handlers.of(zone).at(t!("isOfficial")).is_true();
            let is_open = self.answers.get().of(point).is_nothing()
                && self.asked.get().of(point).is_nothing();
            if is_official && is_open && !point.is_nothing() && is_for(experience, address) {
                self.asked.get().put_of(point, V::boolean(true));
                points.push(point);
            }
        }
        points
    }

    /// Forgets the answers of a visitor who is to be forgotten.
    pub fn forget_answers(&self) {
        self.address.replace(V::undefined());
        for names in [&self.asked, &self.answers, &self.served] {
            names.replace(V::object());
        }
    }

    fn experience_of(&self, zone: V) -> V {
        self.experiences.get().of(zone)
    }

    /// The vendor's form is fed by an experience only; the seed document's by the point the page
    /// names, else the experience that targets the zone, else the point of the zone's own name.
    fn point_of(&self, handler: V) -> V {
        let zone = handler.at(t!("zone"));
        let experience = self.experience_of(zone).at(t!("point"));
        if handler.at(t!("isOfficial")).is_true() {
            return experience;
        }
        handler.at(t!("point")).or(experience).or(zone)
    }

    /// Whether a handler is to be given an answer; notes that it is.
    fn is_due(&self, handler: V, answer: V) -> bool {
        let status = answer.at(t!("outcome")).at(t!("status"));
        if answer.is_nothing() || status.is(t!("failed")) {
            return false;
        }
        let (zone, served) = (handler.at(t!("zone")), self.served.get());
        if handler.at(t!("isOfficial")).is_true()
            && status.is(t!("empty"))
            && !self.experience_of(zone).at(t!("renderIfEmpty")).is_true()
        {
            return false;
        }
        let times = answer.at(t!("times"));
        // The maximum of no number and 0 is 0.
        let before = times.of(zone).as_number().max(0.0);
        if served.of(zone).same(answer) || before >= MOST_TIMES {
            return false;
        }
        times.put_of(zone, V::number(before + 1.0));
        served.put_of(zone, answer);
        true
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;
    use crate::zones::read_experiences;

    fn handler(zone: &str, point: Option<&str>, official: bool, callback: &str) -> Fake {
        let handler =
            Fake::from(json!({ "zone": zone, "isOfficial": official, "callback": callback }));
        point
            .into_iter()
            .for_each(|point| handler.put_text("point", point));
        handler
    }

    fn answer(point: &str, status: &str) -> Fake {
        Fake::from(json!({ "point": point, "entries": [], "outcome": { "status": status } }))
    }

    fn experience(zones: &Zones<Fake>, zone: &str, point: &str) {
        let configs = json!({ "personalizationExperienceConfigs": [{
            "dataProvider": { "value": point },
            "sourceMatchers": [{ "type": "ContentZone", "value": zone }],
            "transformationConfig": { "method": "ContentZoneHandler" }
        }] });
        zones.use_experiences(read_experiences(Fake::from(configs), Fake::list()));
    }

    fn callbacks(handlers: Fake) -> Vec<String> {
        handlers
            .entries()
            .map(|handler| handler.at("callback").to_rust())
            .collect()
    }

    #[test]
    fn a_zone_is_fed_by_its_point_else_its_experience_else_its_name() {
        let zones = Zones::new();
        zones.set(handler("one", Some("named"), false, "1"));
        zones.set(handler("two", None, false, "2"));
        zones.set(handler("three", None, false, "3"));
        experience(&zones, "two", "targeted");
        assert_eq!(callbacks(zones.take(answer("named", "decided"))), ["1"]);
        assert_eq!(callbacks(zones.take(answer("targeted", "empty"))), ["2"]);
        assert_eq!(callbacks(zones.take(answer("three", "decided"))), ["3"]);
        assert!(callbacks(zones.take(answer("one", "decided"))).is_empty());
    }

    #[test]
    fn the_last_one_set_wins_and_a_late_one_is_given_the_last_answer_once() {
        let zones = Zones::new();
        zones.set(handler("z", None, false, "first"));
        zones.set(handler("z", None, false, "second"));
        assert_eq!(callbacks(zones.take(answer("z", "decided"))), ["second"]);
        zones.remove(Fake::text("z"));
        assert!(!zones.set(handler("z", None, false, "late")).is_nothing());
        assert!(zones.set(handler("z", None, false, "late")).is_nothing());
        assert!(zones.set(handler("z", None, false, "later")).is_nothing());
        assert!(zones.set(handler("z", None, true, "other")).is_nothing());
        zones.remove(Fake::text("z"));
        assert!(callbacks(zones.take(answer("z", "decided"))).is_empty());
    }

    #[test]
    fn a_zone_that_gets_another_point_is_given_the_answer_of_that() {
        let zones = Zones::new();
        zones.take(answer("a", "decided"));
        zones.take(answer("b", "decided"));
        assert!(!zones.set(handler("z", Some("a"), false, "1")).is_nothing());
        assert!(!zones.set(handler("z", Some("b"), false, "1")).is_nothing());
        assert!(zones.set(handler("z", Some("b"), false, "2")).is_nothing());
    }

    #[test]
    fn one_answer_comes_again_after_a_removal_ten_times_at_most() {
        let zones = Zones::new();
        zones.take(answer("p", "decided"));
        let given = |zone: &str| {
            (0..20)
                .filter(|_| {
                    let answer = zones.set(handler(zone, Some("p"), false, "1"));
                    zones.remove(Fake::text(zone));
                    !answer.is_nothing()
                })
                .count()
        };
        assert_eq!((given("one"), given("other")), (10, 10));
        zones.take(answer("p", "decided"));
        assert_eq!(given("one"), 10);
    }

    #[test]
    fn a_failure_is_handed_to_nobody() {
        let zones = Zones::new();
        zones.set(handler("z", None, false, "1"));
        assert!(callbacks(zones.take(answer("z", "failed"))).is_empty());
        assert!(zones.set(handler("z", None, false, "2")).is_nothing());
    }

    #[test]
    fn the_official_form_fires_for_an_experience_only_and_not_again_on_a_render() {
        let zones = Zones::new();
        zones.set(handler("z", None, true, "1"));
        assert!(callbacks(zones.take(answer("z", "decided"))).is_empty());
        experience(&zones, "z", "p");
        assert_eq!(
            zones.wanted(Fake::text("https://shop.example/")).json(),
            json!(["p"])
        );
        assert_eq!(callbacks(zones.take(answer("p", "decided"))), ["1"]);
        assert!(
            zones
                .set(handler("z", None, true, "rendered again"))
                .is_nothing()
        );
        assert_eq!(
            callbacks(zones.take(answer("p", "decided"))),
            ["rendered again"]
        );
        assert!(callbacks(zones.take(answer("p", "empty"))).is_empty());
        assert_eq!(zones.wanted(Fake::text("https://shop.example/")).len(), 0);
    }

    #[test]
    fn an_official_handler_set_after_the_answer_gets_it_once() {
        let zones = Zones::new();
        experience(&zones, "z", "p");
        zones.take(answer("p", "decided"));
        assert!(!zones.set(handler("z", None, true, "late")).is_nothing());
        assert!(zones.set(handler("z", None, true, "later")).is_nothing());
    }
}
