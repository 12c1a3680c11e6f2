/** A real browser on the page as the command writes it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { isOnPath } from "../../sandbox/on-path";

const root = join(__dirname, "../..");

/** What was written for an access file: the folder with the reports. */
export interface Written {
  readonly folder: string;
  readonly page: string;
}

/** Starts the browser on the PATH; says what is missing where there is none. */
export async function startBrowser(): Promise<Browser> {
  const name = ["chromium", "chromium-browser", "google-chrome"].find((each) => isOnPath(each));
  if (name === undefined) throw new Error("no browser: install chromium, so that it is on the PATH");
  const folder = (process.env.PATH ?? "").split(delimiter).find((each) => isOnPath(name, each)) ?? "";
  return chromium.launch({
    executablePath: join(folder, name),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

const temporary: string[] = [];

/** Runs the built command on an access file, given as a path or as what it holds. */
export function synthesized(file: string | object): Written {
  const folder = mkdtempSync(join(tmpdir(), "access-page-"));
  temporary.push(folder);
  const path = typeof file === "string" ? join(root, file) : join(folder, "access.json");
  if (typeof file !== "string") writeFileSync(path, JSON.stringify(file));
  execFileSync(
    process.execPath,
    [join(root, "lib/cli/main.js"), "synth", path, "--output", join(folder, "out")],
    {
      stdio: "pipe",
    },
  );
  return { folder: join(folder, "out/access"), page: join(folder, "out/access/index.html") };
}

export function removeSynthesized(): void {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A page that was opened from disk, and all that it did besides. */
export interface Opened {
  readonly page: Page;
  /** Messages of the console, errors, dialogs, and requests for anything but the file itself. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

/** Opens the page from disk, as people do who have it sent to them. */
export async function open(
  browser: Browser,
  { page: path }: Written,
  options: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Opened> {
  const { hash = "", ...context } = options;
  const opened = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...context });
  const page = await opened.newPage();
  const url = pathToFileURL(path).href;
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url + hash);
  return { page, complaints, close: () => opened.close() };
}
