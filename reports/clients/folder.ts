/** Names of folders on Windows that mean a device. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The folder for a user: the user's name, which IAM keeps unique whatever its case, but for the few that a file system
 * would take for something else. No name has a percent sign, so no two users share a folder.
 */
export function userFolder(user: string): string {
  const name = deviceName.test(user) ? encoded(user[0] as string) + user.slice(1) : user;
  // Dots alone are folders above; a last one is dropped on Windows.
  return name.endsWith(".") ? name.slice(0, -1) + encoded(".") : name;
}

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
