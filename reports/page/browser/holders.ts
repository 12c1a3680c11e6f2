/** Those that reach a role in an account, in words. */
import type { PageEnd } from "../page-data-format";
import { type Model, type Person, type Place, waysOf } from "./model";

/** A line of those that reach a place: its name, and its members or ways. */
export interface HolderLine {
  readonly name: string;
  readonly content: readonly string[];
  /** How many of the content are shown at first. */
  readonly most: number;
}

/** The same in words. */
export function holdersOf(model: Model, index: number, people: readonly Person[]): HolderLine[] {
  if (people.length > 0)
    return people
      .filter(({ reaches }) => reaches[index])
      .map((person) => ({
        name: personText(person),
        content: waysOf(person, index).map(({ text, ends }) => withEnds(text, ends)),
        most: Number.POSITIVE_INFINITY,
      }));
  const direct = model.people
    .filter(({ own }) => own[index])
    .map((person) => {
      const over = person.over.get(index);
      return withEnds(personText(person), [person.ends.get(index)], over ? `over ${over.text}` : "");
    });
  const { others } = (model.places[index] as Place).settings;
  const lines: HolderLine[] = [
    ...model.groups
      // The line of the other members tells about a group without listed members.
      .filter(
        (group) => group.reaches[index] && !(group.members.length === 0 && others.includes(group.others)),
      )
      .map(({ name, ends, members }) => ({
        name: withEnds(name, [ends.get(index)]),
        content: members.length === 0 ? ["no members that the role admits"] : members,
        most: 4,
      })),
    ...(direct.length === 0 ? [] : [{ name: "", content: direct, most: 6 }]),
    ...others.map((other) => ({ name: "", content: [other], most: 1 })),
  ];
  return lines.length === 0 ? [{ name: "", content: ["nobody"], most: 1 }] : lines;
}

/** A user and a principal may have one name. */
export function personText({ name, kind }: Person): string {
  return kind === "user" ? name : `${name} (role)`;
}

/** A text with the ends of what it tells, in brackets. */
export function withEnds(
  text: string,
  ends: readonly (PageEnd | undefined)[],
  ...more: readonly string[]
): string {
  const told = [...ends.map((end) => end?.[0] ?? ""), ...more].filter((each) => each !== "");
  return told.length === 0 ? text : `${text} (${told.join("; ")})`;
}
