/** The summary of an access: how many roles, accounts and subjects there are at each level, role and stage. */
import { groupBy } from "../../access/group-by";
import { destinationOf } from "../../access/reach";
import { levelOf } from "../../access/role-level";
import { roleLevels } from "../../iam/level";
import { byCodePoint } from "../../iam/policy-document";
import { accountColor, stageOf } from "../account-color";
import type { Report } from "../report";
import { isExternal } from "../report-filter";
import { type Html, html } from "./escape";

/** Rows that fit on a screen with the rest of the page. */
const most = 8;

/** Most powerful first; where the level is unknown, it may be any. */
export const levelOrder: readonly string[] = roleLevels.toSpliced(2, 0, "unknown" as never);

/** The summary, in tables beside one another. Each name leads to what it counts. */
export function summary(report: Report): Html {
  const { places, access, routes } = report;
  const subjectsOf = new Map(
    [...groupBy(routes, destinationOf)].map(([place, to]) => [
      place,
      to.map(({ entrance }) => entrance.subject),
    ]),
  );
  const reachedBy = (some: typeof places) => {
    const subjects = new Set(some.flatMap((place) => subjectsOf.get(place) ?? []));
    const external = new Set(
      [...subjects]
        .filter((subject) => isExternal(access, subject))
        .map(({ kind, name }) => `${kind} ${name}`),
    );
    const users = [...subjects].filter(({ kind }) => kind === "user").length;
    return { users, external: external.size };
  };
  const row = (query: string, name: string, some: typeof places, stage?: Html): Row => {
    const { users, external } = reachedBy(some);
    const accounts = new Set(some.map(({ account }) => account)).size;
    const rank = Math.min(...some.map((place) => levelOrder.indexOf(levelOf(place).level)));
    return { query, name, mark: stage ?? levelChip(rank), counts: [accounts, users, external], rank };
  };
  const byLevel = [...groupBy(places, (place) => levelOf(place).level)].map(([level, some]) =>
    row(queryOf("level", level), "", some),
  );
  const byRole = [...groupBy(places, ({ role }) => role)].map(([{ name }, some]) =>
    row(queryOf("role", name), name, some),
  );
  const byStage = [...groupBy(places, ({ account }) => stageOf(account))].map(([stage, some]) => {
    const [{ account }] = some as [(typeof places)[number]];
    const tag = Object.entries(account.tags).find(([, value]) => value === stage && stage !== "");
    return row(
      tag ? queryOf("tag", `${tag[0]}: ${stage}`) : "",
      stage === "" ? "no stage" : stage,
      some,
      stage === "" ? html`` : html`<span class="dot color-${accountColor(account).name}"></span>`,
    );
  });
  return html`<div class="summary">${[
    table("Level", byLevel),
    table("Role", byRole),
    table("Stage", byStage),
  ]}</div>`;
}

/** A field of the filter; half a character of UTF-16 becomes U+FFFD. */
const queryOf = (field: string, value: string) => new URLSearchParams({ [field]: value }).toString();

interface Row {
  /** The fields of the filter that leave what is counted. Empty: there are none. */
  readonly query: string;
  /** Empty: the mark says it. */
  readonly name: string;
  /** The highest level, or the colour of the stage. */
  readonly mark: Html;
  readonly counts: readonly number[];
  readonly rank: number;
}

function levelChip(rank: number): Html {
  const level = levelOrder[rank] ?? "";
  return html`<span class="chip level level-${level}">${level}</span>`;
}

/** A name that leads to what is counted. */
function linked({ query, name, mark }: Row): Html {
  if (query === "") return html`${name}`;
  return html`<a href="#view=all&#38;${query}">${name === "" ? mark : name}</a>`;
}

function table(title: string, rows: readonly Row[]): Html {
  const sorted = [...rows].sort(
    (a, b) => a.rank - b.rank || (b.counts[0] ?? 0) - (a.counts[0] ?? 0) || byCodePoint(a.name, b.name),
  );
  const more = sorted.length - most;
  return html`<table><thead><tr><th scope="col">${title}</th>${["accounts", "users", "external"].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${sorted
    .slice(0, more === 1 ? most + 1 : most)
    .map((row) => {
      const marked = row.name === "" ? linked(row) : html`${row.mark} ${linked(row)}`;
      return html`<tr><th scope="row">${marked}</th>${row.counts.map((count) => html`<td>${count}</td>`)}</tr>`;
    })}</tbody>${more > 1 ? html`<tfoot><tr><td colspan="4">and ${more} more, below</td></tr></tfoot>` : ""}</table>`;
}
