// A page that asks as soon as it is there, as pages do, each time it is loaded.
window.atLoad = window.started.then(() => Attune.Personalization.fetch(["home_hero"]));
