/** The first of many, and the number of the others: `a, b and 3 more`. */
export function someOf<Text extends string>(items: readonly Text[], most = 12): Text {
  const shown = items.slice(0, most).join(", ");
  return (items.length <= most ? shown : `${shown} and ${items.length - most} more`) as Text;
}
