/** The emulator: moto's server, an AWS of as many accounts as are asked for, on this machine. */
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Exit, exitStatus } from "../cli/exit";
import { emulatorEnvironment } from "./environment";
import { isOnPath } from "./on-path";
import { endGroup, signalGroup, startGroup } from "./process-group";

/** A way to start moto's server. */
interface Launcher {
  readonly command: string;
  readonly args: readonly string[];
  /** Seconds until it answers, at most: some download it first. */
  readonly patience: number;
}

const packageName = "moto[server]";

/** The ways, the best first. Source: https://docs.getmoto.org/en/latest/docs/server_mode.html */
function launchers(port: number): readonly Launcher[] {
  const server = ["-H", "127.0.0.1", "-p", String(port)];
  return [
    { command: "moto_server", args: server, patience: 60 },
    { command: "uvx", args: ["--from", packageName, "moto_server", ...server], patience: 300 },
    { command: "pipx", args: ["run", "--spec", packageName, "moto_server", ...server], patience: 300 },
    {
      command: "docker",
      args: [
        "run",
        "--rm",
        "--init",
        "--publish",
        `127.0.0.1:${port}:5000`,
        "--env",
        "MOTO_IAM_LOAD_MANAGED_POLICIES",
        "motoserver/moto",
      ],
      patience: 300,
    },
  ];
}

/** How to get the emulator: one command each. With uv, pipx or docker on the PATH, the sandbox gets it itself. */
const installation = [
  `  uv tool install '${packageName}'`,
  `  pipx install '${packageName}'`,
  "  docker pull motoserver/moto",
];

/** What to do where nothing on the PATH could start the emulator: lines; none where something could. */
export function missingEmulator(): string[] {
  const commands = launchers(0).map(({ command }) => command);
  if (commands.some((command) => isOnPath(command))) return [];
  return [
    `the emulator is missing: none of ${commands.join(", ")} is on the PATH; run one of:`,
    ...installation,
  ];
}

export interface EmulatorOptions {
  /** File for what the emulator says. */
  readonly logFile: string;
  readonly signal?: AbortSignal;
  /** Whether it has AWS's managed policies; with them it takes a second to make an account. Default: true. */
  readonly managedPolicies?: boolean;
}

export class Emulator {
  private constructor(
    /** Its address. */
    readonly endpoint: string,
    /** The head of its process group. */
    readonly pid: number,
    /** The command that started it. */
    readonly command: string,
  ) {}

  /**
   * Starts an emulator on a free loopback port, and waits until it answers.
   *
   * @throws Exit that says what was tried and what to install
   */
  static async start(options: EmulatorOptions): Promise<Emulator> {
    const port = await freePort();
    const failures: string[] = [];
    for (const launcher of launchers(port)) {
      if (!isOnPath(launcher.command)) {
        failures.push(`${launcher.command}: not on the PATH`);
        continue;
      }
      const started = await Emulator.launch(launcher, port, options);
      if (started instanceof Emulator) return started;
      failures.push(`${launcher.command}: ${started}`);
    }
    throw new Exit(exitStatus.outsideFailed, "no emulator could be started:", {
      details: [
        ...failures.flatMap((failure) => `  ${failure}`.split("\n")),
        "install it with one of:",
        ...installation,
      ],
    });
  }

  private static async launch(
    { command, args, patience }: Launcher,
    port: number,
    { logFile, signal, managedPolicies }: EmulatorOptions,
  ): Promise<Emulator | string> {
    signal?.throwIfAborted();
    const log = openSync(logFile, "w");
    const env = emulatorEnvironment(process.env, managedPolicies);
    const child = startGroup(command, args, ["ignore", log, log], { env });
    closeSync(log);
    // With --keep it outlives us.
    child.unref();
    const ended = new Promise<string>((resolve) => {
      child.once("error", (failure) => resolve(failure.message));
      child.once("exit", (status) => resolve(`ended with status ${status}: ${lastLine(logFile)}`));
    });
    if (child.pid === undefined) return ended;
    const emulator = new Emulator(`http://127.0.0.1:${port}`, child.pid, command);
    try {
      const failure = await Promise.race([ended, emulator.answers(patience, signal)]);
      if (failure === undefined) return emulator;
      await emulator.stop();
      return failure;
    } catch (failure) {
      await emulator.stop();
      throw failure;
    }
  }

  private async answers(seconds: number, signal?: AbortSignal): Promise<string | undefined> {
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until && signalGroup(this.pid, 0)) {
      signal?.throwIfAborted();
      const status = await this.ask("GET", "/moto-api/").catch(() => undefined);
      if (status === 200) return undefined;
      await sleep(100);
    }
    return `did not answer within ${seconds} s`;
  }

  /**
   * Turns the emulator's own check of permissions on or off, for every later request.
   * Source: https://docs.getmoto.org/en/latest/docs/iam.html
   */
  async enforce(on: boolean): Promise<void> {
    // The number of requests that are let through unchecked.
    const status = await this.ask("POST", "/moto-api/reset-auth", on ? "0" : "inf");
    if (status !== 200)
      throw new Exit(
        exitStatus.outsideFailed,
        `the emulator refused to turn its check of permissions ${on ? "on" : "off"}: ${status}`,
      );
  }

  /**
   * Asks the emulator itself; returns the status. With an agent of its own: `fetch` and Node's agent take proxies from the
   * environment. Source: https://nodejs.org/api/cli.html#node_use_env_proxy1
   */
  private ask(method: "GET" | "POST", path: string, body?: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { "content-type": "application/octet-stream" };
      request(new URL(path, this.endpoint), { method, headers, agent: new Agent() }, (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode));
      })
        .once("error", reject)
        .end(body);
    });
  }

  /** Ends it: by its process group, for what was started may be a shim. */
  async stop(): Promise<void> {
    await endGroup(this.pid);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function lastLine(file: string): string {
  return existsSync(file) ? (readFileSync(file, "utf8").trim().split("\n").at(-1) ?? "") : "";
}
