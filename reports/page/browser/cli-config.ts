import { printableLines } from "../../../access/printable";
import { headLines, profileLines } from "../../clients/config-text";
import { isRefused, type Model, mayNeedMfa, type Person, type Place, waysOf } from "./model";

/** AWS limits the session of a role that starts another role's to one hour. */
const chainedSeconds = 3600;

/**
 * All profiles of a person for `~/.aws/config`, as the client configuration has them, in one text. External IDs are not on the
 * page: a comment says where they are.
 *
 * @param places the indexes of the places that the person reaches
 */
export function cliConfig(model: Model, person: Person, places: readonly number[]): string {
  const { signIn, user, over, name } = person;
  const { region, mfaArnStart } = model.data;
  const usable = places.filter((index) => !isRefused(model.places[index] as Place, person));
  const placeAt = (index: number) => model.places[index] as Place;
  const needsMfa = (index: number) => mayNeedMfa(placeAt(index), index, person);
  const lines = headLines({
    signIn,
    region,
    firstProfile: placeAt(usable[0] ?? 0).profile,
    hasMfa: usable.some(needsMfa),
    where: "Add these lines to ~/.aws/config.",
  });
  for (const index of usable) {
    const { profile, arn, settings } = placeAt(index);
    const before = over.get(index)?.before;
    const isChained = user === undefined || before !== undefined;
    const { seconds } = settings;
    const ways = waysOf(person, index);
    lines.push(
      ...profileLines(
        { signIn, region },
        {
          name: profile,
          roleArn: arn,
          before: before === undefined ? undefined : placeAt(before).profile,
          ends: [
            ...(ways.every(({ ends }) => ends.length > 0)
              ? ways.flatMap(({ ends }) => ends.map(([text]) => text))
              : []),
            ...(settings.externalId ? [externalIdHint(person)] : []),
          ],
          duration: seconds !== undefined && isChained ? Math.min(seconds, chainedSeconds) : seconds,
          mfaDevice: needsMfa(index) ? mfaArnStart + name : undefined,
        },
      ),
    );
  }
  // The format has no escapes: a control character in a value is shown, and cannot begin another line.
  return printableLines(lines);
}

function externalIdHint({ kind }: Person): string {
  return `This role requires an external ID: take the line external_id from aws-config in the folder ${kind === "user" ? "clients" : "principals"}.`;
}
