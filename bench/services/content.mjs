/** What every service decides: the same small piece of manual content. */
export const hero = { Header: "Welcome back", CallToActionUrl: "/sale" };
