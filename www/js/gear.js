export const view = { name: "Gear View", page: "gear" };
