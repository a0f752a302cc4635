const arabic = {
  Footwear: "أحذية",
  Outerwear: "ملابس خارجية",
  Packs: "حقائب",
  Camp: "تخييم",
};

/** Articles keep their names in every language, like a brand does; rooms are translated. */
export function nameRoom(room) {
  return document.documentElement.lang === "ar" ? (arabic[room] ?? room) : room;
}
