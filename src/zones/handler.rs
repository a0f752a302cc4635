//! Content zone handlers: the last one set for a zone wins, and a late one is given the last
//! answer once (attune.d.ts, salesforce.md 9.2).

use std::rc::Rc;

use crate::model::Answer;
use crate::ports::Json;

use super::experience::Experience;

/// How many points' last answers are kept for late handlers.
const KEPT: usize = 100;

/// A handler of the page.
pub struct Handler<C> {
    pub zone: String,
    /// The point the page named for the zone.
    pub point: Option<String>,
    /// The vendor's form, which is given text, and only for an experience.
    pub is_official: bool,
    pub callback: C,
}

/// What a handler is to be given.
pub enum Delivery<J, C> {
    /// The response, to the seed document's form.
    Response { callback: C, answer: Rc<Answer<J>> },
    /// Content and where it is from, to the vendor's form.
    Content {
        callback: C,
        zone: String,
        answer: Rc<Answer<J>>,
    },
}

/// The zones of the page.
pub struct Zones<J, C> {
    handlers: Vec<Handler<C>>,
    experiences: Vec<Experience>,
    last: Vec<Rc<Answer<J>>>,
    /// Zones whose official handler has had the last answer of its point: frameworks set the same
    /// handler on every render, and a render must not cause the next one.
    served: Vec<(String, String)>,
}

impl<J, C> Default for Zones<J, C> {
    fn default() -> Self {
        Zones {
            handlers: vec![],
            experiences: vec![],
            last: vec![],
            served: vec![],
        }
    }
}

impl<J: Json, C: Clone + PartialEq> Zones<J, C> {
    /// Sets a zone's handler; returns what it is to be given at once.
    pub fn set(&mut self, handler: Handler<C>) -> Option<Delivery<J, C>> {
        let earlier = self
            .handlers
            .iter()
            .position(|known| known.zone == handler.zone);
        let known = earlier.map(|place| self.handlers.swap_remove(place));
        let is_same = known.is_some_and(|known| {
            known.callback == handler.callback && known.point == handler.point
        });
        self.handlers.push(handler);
        if is_same {
            return None;
        }
        let handler = self.handlers.last()?;
        let point = self.point_of(handler)?;
        let answer = self
            .last
            .iter()
            .find(|answer| answer.point == point)?
            .clone();
        let delivery = self.delivery(handler, &answer, true);
        self.mark_served(&answer);
        delivery
    }

    /// Removes a zone's handler.
    pub fn remove(&mut self, zone: &str) {
        self.handlers.retain(|handler| handler.zone != zone);
        self.served.retain(|(served, _)| served != zone);
    }

    /// Replaces the experiences.
    pub fn use_experiences(&mut self, experiences: Vec<Experience>) {
        self.experiences = experiences;
    }

    /// A point was answered: keeps the answer and returns who is to be given it.
    pub fn take(&mut self, answer: &Rc<Answer<J>>) -> Vec<Delivery<J, C>> {
        self.last.retain(|known| known.point != answer.point);
        self.last.push(answer.clone());
        if self.last.len() > KEPT {
            self.last.remove(0);
        }
        let concerned = self
            .handlers
            .iter()
            .filter(|handler| self.point_of(handler).as_deref() == Some(&answer.point));
        let deliveries = concerned
            .filter_map(|handler| self.delivery(handler, answer, false))
            .collect();
        self.mark_served(answer);
        deliveries
    }

    /// The points that experiences want for handlers that are there, on the page of this address,
    /// and that have no answer yet.
    pub fn wanted(&self, address: &str) -> Vec<String> {
        let official = self.handlers.iter().filter(|handler| handler.is_official);
        let experiences = official.filter_map(|handler| self.experience_of(&handler.zone));
        let here = experiences.filter(|experience| experience.is_for(address));
        let mut points: Vec<String> = Vec::new();
        for experience in here {
            let is_answered = self
                .last
                .iter()
                .any(|answer| answer.point == experience.point);
            if !is_answered && !points.contains(&experience.point) {
                points.push(experience.point.clone());
            }
        }
        points
    }

    /// Forgets the answers of a visitor who is to be forgotten.
    pub fn forget_answers(&mut self) {
        self.last.clear();
        self.served.clear();
    }

    fn experience_of(&self, zone: &str) -> Option<&Experience> {
        self.experiences
            .iter()
            .find(|experience| experience.zone == zone)
    }

    /// The vendor's form is fed by an experience only; the seed document's by the point the page
    /// names, else the experience that targets the zone, else the point of the zone's own name.
    fn point_of(&self, handler: &Handler<C>) -> Option<String> {
        let experience = self
            .experience_of(&handler.zone)
            .map(|experience| experience.point.clone());
        if handler.is_official {
            return experience;
        }
        handler
            .point
            .clone()
            .or(experience)
            .or_else(|| Some(handler.zone.clone()))
    }

    fn delivery(
        &self,
        handler: &Handler<C>,
        answer: &Rc<Answer<J>>,
        is_late: bool,
    ) -> Option<Delivery<J, C>> {
        if answer.outcome.fault().is_some() {
            return None;
        }
        let callback = handler.callback.clone();
        if !handler.is_official {
            return Some(Delivery::Response {
                callback,
                answer: answer.clone(),
            });
        }
        let had = is_late
            && self
                .served
                .iter()
                .any(|(zone, id)| *zone == handler.zone && *id == answer_id(answer));
        let renders_if_empty = self.experience_of(&handler.zone)?.renders_if_empty;
        if had || (!renders_if_empty && !answer.outcome.has_content()) {
            return None;
        }
        Some(Delivery::Content {
            callback,
            zone: handler.zone.clone(),
            answer: answer.clone(),
        })
    }

    fn mark_served(&mut self, answer: &Rc<Answer<J>>) {
        let official = self.handlers.iter().filter(|handler| handler.is_official);
        let fed =
            official.filter(|handler| self.point_of(handler).as_deref() == Some(&answer.point));
        let served: Vec<String> = fed.map(|handler| handler.zone.clone()).collect();
        self.served.retain(|(zone, _)| !served.contains(zone));
        self.served
            .extend(served.into_iter().map(|zone| (zone, answer_id(answer))));
    }
}

fn answer_id<J: Json>(answer: &Answer<J>) -> String {
    let first = answer.entries.first();
    first
        .and_then(|entry| entry.text_at("personalizationId"))
        .unwrap_or_default()
}
