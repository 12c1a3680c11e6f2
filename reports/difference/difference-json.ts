/** A difference as JSON, for other programs. Its form is in docs/reports.md. */
import { asksFor } from "../asks-for";
import { permissionNames } from "../permissions";
import type { ChangedHolding, Difference } from "./difference";
import { type Finding, findingsOfChanged, findingsOfGiven, findingsOfTaken } from "./findings";
import type { Facts, Holding } from "./holding";
import type { RenameRow } from "./report";

/** The version of the form; a change that breaks readers raises it. */
export const differenceVersion = 1;

/** A difference as JSON: one entry a user, account and role. */
export function differenceJson(difference: Difference, renamed: readonly RenameRow[]): string {
  return JSON.stringify(
    {
      version: differenceVersion,
      renamed: renamed.map(({ what, from, to, findings }) => ({ what, from, to, findings })),
      given: difference.given.map((holding) => entry(holding, findingsOfGiven(holding))),
      changed: difference.changed.map((holding) => changedEntry(holding)),
      taken: difference.taken.map((holding) => entry(holding, findingsOfTaken())),
    },
    null,
    2,
  );
}

function entry({ who, account, role, facts }: Holding, findings: readonly Finding[]): object {
  return { [who.kind]: who.name, account, role, findings, ...factsJson(facts) };
}

function changedEntry(holding: ChangedHolding): object {
  return { ...entry(holding, findingsOfChanged(holding)), before: factsJson(holding.before) };
}

/** The external ID itself is not shown, as in the matrix; that it is another one is among the findings. */
function factsJson({ granted, requireMfa, place: { settings } }: Facts): object {
  return {
    granted,
    asksFor: asksFor(settings, requireMfa),
    maxSessionDuration: settings.maxSessionDuration,
    permissions: permissionNames(settings),
    permissionsBoundary: settings.permissionsBoundary?.name ?? null,
  };
}
