/** The folder names that mean a device on Windows. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The folder of a user: the user's name, which is unique in IAM whatever its case. In a name that a file system reads as
 * something else, one character is encoded; no name has a percent sign, so no two users share a folder.
 */
export function userFolder(user: string): string {
  const name = deviceName.test(user) ? encoded(user[0] as string) + user.slice(1) : user;
  // Dots alone mean this folder or its parent; Windows drops a dot at the end.
  return name.endsWith(".") ? name.slice(0, -1) + encoded(".") : name;
}

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
