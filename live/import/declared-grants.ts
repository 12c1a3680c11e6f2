/** Grants in the words of the access file. */
import { groupBy } from "../../access/group-by";
import type { CanAssume } from "../../access/schema";
import { byCodePoint } from "../../iam/policy-document";

/** A role place as the access file names it. */
export interface NamedPlace {
  /** Name of the role in the access file. */
  readonly role: string;
  /** Name of its account in the access file. */
  readonly account: string;
}

/** The role places of an access file, by ARN, and how many each role has. */
export class NamedPlaces {
  private readonly accounts: ReadonlyMap<string, number>;

  constructor(private readonly byArn: ReadonlyMap<string, NamedPlace>) {
    this.accounts = new Map(
      [...groupBy(byArn.values(), ({ role }) => role)].map(([role, all]) => [role, all.length]),
    );
  }

  /**
   * An entry of `canAssume` for each role and end: its name alone where it is granted in all of its accounts.
   *
   * @param grants ARN of a role -> when the grant ends
   */
  canAssume(grants: ReadonlyMap<string, string | undefined>): CanAssume[] {
    const granted = [...grants].flatMap(([arn, until]) => {
      const place = this.byArn.get(arn);
      return place ? [{ ...place, until }] : [];
    });
    const byRole = [...groupBy(granted, ({ role, until = "" }) => `${role} ${until}`).values()];
    return byRole
      .sort(([a], [b]) => byCodePoint(a.role, b.role) || byCodePoint(a.until ?? "", b.until ?? ""))
      .map((some) => {
        const [{ role, until }] = some;
        const accounts = some.map(({ account }) => account).sort(byCodePoint);
        const everywhere = accounts.length === this.accounts.get(role);
        if (everywhere && until === undefined) return role;
        return {
          role,
          ...(!everywhere && { accounts }),
          ...(until !== undefined && { until: until.replace(/T00:00:00Z$/, "") }),
        };
      });
  }
}
