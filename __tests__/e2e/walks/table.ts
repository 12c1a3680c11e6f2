/** The walks as the documentation shows them. */
import type { Walk } from "./walk";

/** What the documentation says of a change. */
export type Row = Pick<Walk, "change" | "write" | "outcome" | "told" | "warns" | "fails">;

/** The changes of a section as a Markdown table. */
export function tableOf(walks: readonly Row[]): string {
  const rows = walks.map(({ change, write = "", outcome, ...walk }) => [
    change,
    write,
    outcome,
    walk.told ?? told(walk),
  ]);
  const head = ["change", "write as well", "what Terraform does", "you learn of it"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function told({ warns = [], fails }: Pick<Row, "warns" | "fails">): string {
  return [
    ...warns.map((rule) => `\`synth\` warns: \`${rule}\``),
    ...(fails ? ["the apply fails"] : []),
    ...(warns.length === 0 && !fails ? ["in the plan"] : []),
  ].join("; ");
}
