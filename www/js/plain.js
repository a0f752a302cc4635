export const view = { name: "Plain View", page: "plain" };
