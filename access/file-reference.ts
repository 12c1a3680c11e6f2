/** Values that may be the content of a file: `{ file: <path> }` in place of a policy document or a PGP key. */
import type { Path } from "./problem";

/** Reads the file that a value at a path names. */
export type ReadFile = (
  file: string,
  at: Path,
) =>
  | {
      /** The content of the file. */
      readonly value: unknown;
    }
  | {
      /** Why the file cannot be read. `undefined`: it is reported already. */
      readonly problem?: string;
    };

/** Where no file can be read: in the props of constructs. */
export const readNoFile: ReadFile = () => ({
  problem:
    "names a file, which only an access file in a folder or in git can do; read the file, and write its content here",
});

/** The path of the file that a value names; `undefined`: it is the value itself. */
export function fileOf(value: unknown): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const [[key, file] = [], ...others] = Object.entries(value);
  return key === "file" && typeof file === "string" && others.length === 0 ? file : undefined;
}

/**
 * A PGP public key as Terraform takes it, in base64, from an ASCII-armored one or from base64 in lines.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9580.html#name-forming-ascii-armor
 */
export function withoutArmor(text: string): string {
  const [, armored] =
    /^-----BEGIN PGP PUBLIC KEY BLOCK-----$([\s\S]*?)^-----END/m.exec(text.replaceAll("\r", "")) ?? [];
  const lines = (armored ?? text).split("\n").map((line) => line.trim());
  // Headers such as "Comment: ..." are before an empty line, the checksum is after the key.
  return lines.filter((line) => !/^=|: /.test(line)).join("");
}
