/** What is going on, step by step, on standard error. */
import { printable } from "../access/printable";

export interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly ok: boolean;
}

/** What a step comes to: nothing wrong, or a text that says what. */
export interface StepResult<Value> {
  readonly value: Value;
  /** Differences; none when all is as it should be. */
  readonly wrong?: string;
}

export class Progress {
  readonly steps: Step[] = [];
  private readonly isTerminal: boolean;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {
    this.isTerminal = stream.isTTY === true;
  }

  /** Does one step, and shows how it went. `say` shows how far it is. */
  async step<Value>(
    name: string,
    work: (say: (text: string) => void) => Promise<Value>,
    wrong: (value: Value) => string | undefined = () => undefined,
  ): Promise<Value> {
    const started = Date.now();
    const end = (ok: boolean) => {
      const seconds = Math.round((Date.now() - started) / 100) / 10;
      this.steps.push({ name, seconds, ok });
      this.line(`${ok ? "✔" : "✘"} ${name}  ${seconds.toFixed(1)} s`);
    };
    this.passing(`… ${name}`);
    try {
      const value = await work((text) => this.passing(`… ${name}  ${text}`));
      const difference = wrong(value);
      end(difference === undefined);
      if (difference !== undefined) for (const text of difference.split("\n")) this.line(`  ${text}`);
      return value;
    } catch (failure) {
      end(false);
      throw failure;
    }
  }

  /** A line that stays. */
  line(text: string): void {
    this.stream.write(`${this.isTerminal ? "\r\x1b[K" : ""}${printable(text)}\n`);
  }

  /** A line that the next one takes the place of; only a terminal can show it. */
  private passing(text: string): void {
    if (this.isTerminal) this.stream.write(`\r\x1b[K${printable(text)}`);
  }
}
