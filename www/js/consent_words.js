const english = {
  question: "May we remember this visit?",
  reason:
    "With your agreement we keep a random number in this browser, so that the shop can show " +
    "what fits you and learn what was looked at. Without it you see the same shop as everybody " +
    "else. You can change your mind at the foot of any page.",
  accept: "Yes, remember it",
  refuse: "No, thank you",
  accepted: "Thank you. This visit is remembered and the page is picked for you.",
  refused: "Understood. Nothing about this visit is remembered.",
};

const arabic = {
  question: "هل نتذكّر هذه الزيارة؟",
  reason:
    "بموافقتك نحتفظ برقم عشوائي في هذا المتصفح ليعرض لك المتجر ما يناسبك ويتعلّم ممّا شوهد. " +
    "ومن دونها ترى المتجر نفسه الذي يراه الجميع. يمكنك تغيير رأيك في أسفل أي صفحة.",
  accept: "نعم، تذكّرها",
  refuse: "لا، شكرًا",
  accepted: "شكرًا. نتذكّر هذه الزيارة وقد اختيرت الصفحة لك.",
  refused: "حسنًا. لا نتذكّر شيئًا عن هذه الزيارة.",
};

export function consentWords(language) {
  return language === "ar" ? arabic : english;
}
