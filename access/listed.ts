/** Texts with commas between them: ten at most unless told otherwise, and how many more there are. */
export function listed<Text extends string>(texts: readonly Text[], atMost = 10): Text {
  const more = texts.length - atMost;
  return (more > 0 ? `${texts.slice(0, atMost).join(", ")} and ${more} more` : texts.join(", ")) as Text;
}
