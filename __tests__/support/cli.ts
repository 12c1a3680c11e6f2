/** The command, run in this process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../cli/main";

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they were written. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** The width of a terminal, to which both outputs go. Default: there is none. */
  readonly columns?: number;
}

/** Runs `cross-account-roles` with these arguments, in a folder and with environment variables. */
export async function runCli(
  args: readonly string[],
  { cwd = process.cwd(), env = {}, columns }: RunOptions = {},
): Promise<Ran> {
  const before = process.cwd();
  const environment = { ...process.env };
  const written = { stdout: "", stderr: "", output: "" };
  const terminals = streams.map((name) => asTerminal(process[name], columns));
  const spies = streams.map((name) =>
    jest.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      written.output += String(text);
      return true;
    }),
  );
  try {
    Object.assign(process.env, env);
    process.chdir(cwd);
    return { status: await run(args), ...written };
  } finally {
    process.chdir(before);
    process.env = environment;
    for (const spy of spies) spy.mockRestore();
    for (const restore of terminals) restore();
  }
}

const streams = ["stdout", "stderr"] as const;

/** Makes a stream a terminal of this width, or none. Returns the way back. */
function asTerminal(stream: NodeJS.WriteStream, columns: number | undefined): () => void {
  const before = (["isTTY", "columns"] as const).map(
    (key) => [key, Object.getOwnPropertyDescriptor(stream, key)] as const,
  );
  Object.defineProperty(stream, "isTTY", { value: columns !== undefined, configurable: true });
  Object.defineProperty(stream, "columns", { value: columns, configurable: true });
  return () => {
    for (const [key, descriptor] of before)
      if (descriptor) Object.defineProperty(stream, key, descriptor);
      else Reflect.deleteProperty(stream, key);
  };
}

/** A folder of this test's own, gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "access-test-"));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
