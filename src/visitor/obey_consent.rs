//! What follows from a verdict: an opt-in lets everything begin, an opt-out ends and erases it.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::{Config, Kind, Tracked};
use crate::ports::{Area, Host, Json, Level};
use crate::providers::{delivery_request, event_rows};

use super::PREFIX;
use super::browser_id::fresh_uuid;
use super::consent::{Consent, ConsentRecord, Consents, Gate};

impl<J: Json, H: Host<J>> Attune<J, H> {
    /// Takes verdicts of the visitor. `is_pending`: a promise of more has not settled yet.
    pub fn update_consents(self: &Rc<Self>, list: &J, is_pending: bool) {
        let Some(config) = self.config() else { return };
        let entries = list.items().unwrap_or_default();
        let read: Vec<Consent> = entries.iter().filter_map(Consent::read).collect();
        if read.len() < entries.len() {
            self.host.log(
                Level::Warn,
                "A consent was ignored: it needs provider, purpose and status, each a text.",
            );
        }
        let was_open = self.gate() == Gate::Open || self.consents.borrow().was_open();
        let news = self
            .consents
            .borrow_mut()
            .update(read, is_pending, self.host.now());
        match self.gate() {
            Gate::Open => self.begin(&config, news),
            Gate::Closed if was_open => self.withdraw(&config, &news),
            Gate::Closed | Gate::NotYet | Gate::Pending => {}
        }
        self.release_parked();
    }

    fn begin(self: &Rc<Self>, config: &Config, news: Vec<Consent>) {
        self.queue.borrow_mut().open(&self.host, config.scope());
        self.current_campaign(config);
        // Salesforce's id is made at once; Sitecore's when something is asked.
        self.ids_at_hand(config);
        for Consent {
            provider,
            purpose,
            status,
        } in news
        {
            self.enqueue(
                Kind::Other,
                &Tracked::Consent {
                    provider,
                    purpose,
                    status,
                },
            )
            .ok();
        }
        let mut consents = self.consents.borrow_mut();
        consents.mark_sent(self.host.now());
        consents.store::<J>(&self.host);
        drop(consents);
        self.deliver_soon(Kind::Other);
        self.launch_experiences();
    }

    /// The opt-out itself is the last thing the service is told (salesforce.md 6); then the queue
    /// and the ids are erased.
    fn withdraw(self: &Rc<Self>, config: &Config, news: &[Consent]) {
        let mut last_words = Vec::new();
        let stamp = self.stamp(config);
        for Consent {
            provider,
            purpose,
            status,
        } in news.iter().cloned()
        {
            let tracked = Tracked::Consent::<J> {
                provider,
                purpose,
                status,
            };
            let rows = event_rows(config, &tracked, &stamp, &mut || fresh_uuid(&self.host));
            last_words.extend(rows.into_iter().flatten().map(|rows| J::list(rows).write()));
        }
        self.consents.borrow_mut().mark_sent(self.host.now());
        self.erase(config, "consent");
        if last_words.is_empty() || stamp.browser_id.is_empty() {
            return;
        }
        let (exchange, _) = self
            .host
            .exchange(delivery_request(config, &last_words, true));
        let this = self.clone();
        self.host.spawn(Box::pin(async move {
            let is_told = exchange.await.is_ok_and(|reply| reply.is_success());
            let mut queue = this.queue.borrow_mut();
            last_words.iter().for_each(|_| {
                if is_told {
                    queue.count_sent()
                } else {
                    queue.refuse("consent")
                }
            });
        }));
    }

    /// Erases everything stored about the visitor and waits for another opt-in (`forget`).
    pub fn forget(self: &Rc<Self>, call: u32) {
        if let Some(config) = self.config() {
            self.consents.replace(Consents::default());
            self.erase(&config, "forgotten");
        }
        self.host.settle(call, J::null());
    }

    fn erase(&self, config: &Config, reason: &'static str) {
        self.epoch.set(self.epoch.get().wrapping_add(1));
        self.creation.take();
        self.consents.borrow_mut().forget_remembered();
        self.drop_questions();
        self.queue.borrow_mut().purge(&self.host, reason);
        self.zones.borrow_mut().forget_answers();
        self.shown.take();
        self.campaign.forget();
        self.is_new_id.set(false);
        self.browser_id.forget(&self.host, config);
        for area in [Area::Local, Area::Session] {
            for key in self.host.keys(area, PREFIX) {
                self.host.remove(area, &key);
            }
        }
    }

    /// The verdicts in force, with their times.
    pub fn consent_records(&self) -> Vec<ConsentRecord> {
        self.consents.borrow().records().to_vec()
    }
}
