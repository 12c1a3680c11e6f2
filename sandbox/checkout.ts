/** The folder of the project: this file is in it, and compiled in its lib/. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export function checkout(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "cdktf.json"))) folder = dirname(folder);
  return folder;
}
