/** The points of a page; a page that asks for one decision asks for the first. */
export const points = [
  "home_hero",
  "home_news",
  "home_list",
  "home_offer",
  "home_story",
  "home_last",
];

/** What every service decides: the same small piece of manual content. */
export const hero = { Header: "Welcome back", CallToActionUrl: "/sale" };
