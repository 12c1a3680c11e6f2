/** Writes the reference of the command line, docs/cli.md, from the commands: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../cli/main";

type Commands = ReturnType<typeof command>;

const introduction = `# The command line

\`npx cross-account-roles --help\` lists the commands, \`npx cross-account-roles <command> --help\` the options of one. Results go to
standard output, everything else to standard error.

| exit status | meaning |
| --- | --- |
| 0 | done; nothing to report |
| 1 | the input is wrong, or the answer is no |
| 2 | the command line is wrong |
| 3 | something outside failed: Terraform, AWS, the network |

\`ACCESS_FILE\` names the access file where the call does not; the default is \`access.yaml\`. \`NO_COLOR=1\` turns colours off.
`;

/** The page. */
export function cliReference(): string {
  return `${[introduction, ...command().commands.map(section)].join("\n")}`;
}

function section(described: Commands): string {
  const rows = [
    ...described.registeredArguments.map((argument) => [
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      withDefault(argument.description, argument.defaultValue),
    ]),
    ...described.options.map((option) => [
      option.flags,
      withDefault(
        option.argChoices ? `${option.description}: ${option.argChoices.join(", ")}` : option.description,
        option.defaultValue,
      ),
    ]),
  ];
  return [
    `## ${described.name()}`,
    "",
    `\`cross-account-roles ${described.name()} ${described.usage()}\``,
    "",
    sentence(described.description()),
    "",
    ...(rows.length === 0
      ? []
      : [
          "| argument or option | meaning |",
          "| --- | --- |",
          ...rows.map(([flags = "", text = ""]) => `| \`${flags}\` | ${cell(text)} |`),
          "",
        ]),
  ].join("\n");
}

function withDefault(description: string, value: unknown): string {
  return typeof value === "string" && !description.includes("default:")
    ? `${description}; default: ${value}`
    : description;
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** As text of a table: \`<...>\` outside of code would be read as HTML. */
function cell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part.replace(/<[^>]+>(?:\[[^\]]*\])?/g, "`$&`") : part))
    .join("`");
}

if (require.main === module) writeFileSync(join(__dirname, "../../docs/cli.md"), cliReference());
