import { stacksOf } from "../access";
import { readAccessFile } from "./access-file";
import { print } from "./terminal";

export interface StackNamesOptions {
  /** `text`: a name a line. `json`: an array, as a matrix of jobs takes it. */
  readonly format: string;
}

/** Prints the names of the Terraform stacks that an access file declares, that of the identity account first. */
export function showStackNames(file: string, { format }: StackNamesOptions): void {
  const names = stacksOf(readAccessFile(file, { quiet: true })).map(({ name }) => name);
  print(format === "json" ? JSON.stringify(names) : names);
}
