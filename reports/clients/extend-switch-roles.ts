/**
 * A user's roles for the browser extension AWS Extend Switch Roles.
 * Source: https://github.com/tilfinltd/aws-extend-switch-roles (its README, and compressed_text_splitter.js for the size)
 */
import type { MatrixEntry } from "../../access";
import { accountColor } from "../account-color";
import type { ProfileNames } from "../profile-name";
import { CompressedSize } from "./compressed-size";

/**
 * Characters that the extension's Sync storage holds: eight items of 2700, after compression. A browser allows an item
 * 8192 bytes, and a character may take three. Source: https://developer.chrome.com/docs/extensions/reference/api/storage#property-sync
 */
const syncCharacters = 8 * 2700;
/** What the line above a part may take, whatever numbers stand in it. */
const reserved = 100;

/**
 * The list, as one text, or as several that the extension's Sync storage holds one at a time. Roles that the console
 * cannot switch to are left out. No text when none is left.
 */
export function extendSwitchRoles(
  region: string,
  entries: readonly MatrixEntry[],
  profileName: ProfileNames,
): string[] {
  const parts: string[] = [];
  let part = "";
  let size = new CompressedSize();
  for (const { place } of entries) {
    if (place.link.url === undefined) continue;
    const section = `
[${profileName(place)}]
role_arn = ${place.arn}
region = ${region}
color = ${accountColor(place.account).hex}
`;
    if (size.add(section) > syncCharacters - reserved) {
      parts.push(part);
      part = "";
      size = new CompressedSize();
      size.add(section);
    }
    part += section;
  }
  if (part !== "") parts.push(part);
  return parts.length === 1
    ? parts
    : parts.map(
        (text, index) =>
          `# Part ${index + 1} of ${parts.length}: Sync storage holds one, Local storage all, one below the other.\n${text}`,
      );
}
