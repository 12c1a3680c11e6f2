/** `verify --try`: a user assumes every role of the access file, and gets into exactly those that the file grants. */
import { type Access, accessMatrix, placesOf, type RolePlace, type User } from "../access";
import { noSuch } from "../access/nearest";
import { externalIdFor } from "../access/role-place";
import { sessionName } from "../iam/session-name";
import { AwsReader } from "../live/aws";
import { inParallel } from "../live/in-parallel";
import { json } from "../reports/json";
import { code, table, text } from "../reports/markdown";
import { readRevision } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { printDocument, printTable, progress, warn } from "./terminal";

/** What is tried. */
export interface TryOptions {
  /** Name of the user whose credentials are in the environment. */
  readonly user: string;
  readonly format: "table" | "json" | "markdown";
  /** Names of target accounts: only these. Default: all. */
  readonly account?: readonly string[];
}

/** Roles that are tried at the same time. */
const triedAtOnce = 8;

/** One role in one account, tried. */
interface Trial {
  readonly account: string;
  readonly role: string;
  readonly expected: "allowed" | "refused";
  readonly observed: string;
  readonly hint: string;
}

/**
 * Assumes every role of the file with the credentials at hand. Nothing is changed, and no session is kept.
 *
 * @throws Exit 1 when a role answers otherwise than the file says, 2 when the credentials are not the user's, 3 when AWS does
 * not answer
 */
export async function tryRoles(file: string, { user: name, format, account }: TryOptions): Promise<void> {
  const { access } = readRevision(file, { quiet: true });
  const user = access.users.find((one) => one.name === name);
  const names = access.users.map((one) => one.name);
  if (!user) throw new Exit(exitStatus.wrongCall, `--try: ${noSuch("user", name, names).message}`);
  const reader = new AwsReader({ region: access.region });
  const arn = await reader.ambientArn();
  if (arn !== user.arn)
    throw new Exit(
      exitStatus.wrongCall,
      `--try ${name}: the credentials are ${arn === undefined ? "missing" : `those of ${arn}`}; sign in as ${user.arn}`,
    );
  const places = placesOf(access).filter((place) => !account || account.includes(place.account.name));
  const trials = await inParallel(places, trialsOf(reader, access, user), {
    atOnce: triedAtOnce,
    onDone: progress("roles tried", places.length),
  });
  show(trials, format);
  const wrong = trials.filter(({ expected, observed }) => expected !== observed);
  if (wrong.some(({ observed }) => observed !== "allowed" && observed !== "refused"))
    throw new Exit(exitStatus.outsideFailed, "not a clean result: AWS did not answer for every role");
  if (wrong.length > 0) throw new Exit(exitStatus.wrongInput);
}

function trialsOf(reader: AwsReader, access: Access, user: User): (place: RolePlace) => Promise<Trial> {
  const granted = new Map(
    accessMatrix(access)
      .filter(({ caller }) => caller === user)
      .map((entry) => [entry.place, entry]),
  );
  return async (place) => {
    const entry = granted.get(place);
    const expected = entry ? "allowed" : "refused";
    const observed = await reader
      .mayAssume({
        arn: place.arn,
        sessionName: sessionName(user.name),
        externalId: externalIdFor(place, user),
      })
      .then(
        (letIn) => (letIn ? "allowed" : "refused"),
        (failure: Error) => failure.message,
      );
    const hint =
      expected === "allowed" && observed === "refused" && entry?.requireMfa
        ? "requires MFA: use the credentials of aws sts get-session-token with your MFA code"
        : "";
    return { account: place.account.name, role: place.role.name, expected, observed, hint };
  };
}

function show(trials: readonly Trial[], format: TryOptions["format"]): void {
  const columns = ["result", "account", "role", "expected", "observed", "hint"];
  const rows = trials.map(({ account, role, expected, observed, hint }) => [
    expected === observed ? "as declared" : "differs",
    account,
    role,
    expected,
    observed,
    hint,
  ]);
  if (format === "json") printDocument([`${json(trials, 2)}\n`]);
  else if (format === "markdown")
    printDocument([
      `${table(
        columns,
        rows.map((cells) =>
          cells.map((cell, index) => (index === 1 || index === 2 ? code(cell) : text(cell))),
        ),
      ).join("\n")}\n`,
    ]);
  else printTable(columns, rows, ([result]) => (result === "differs" ? "danger" : undefined));
  const differ = rows.filter(([result]) => result === "differs").length;
  warn(`${trials.length} roles tried, ${differ} differ from the file`);
}
