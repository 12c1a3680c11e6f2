/**
 * The credential report of an account: passwords, access keys and MFA devices of its users.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */

/** The credentials of one user. */
export interface Credential {
  readonly user: string;
  readonly created?: Date;
  readonly hasPassword: boolean;
  readonly hasMfa: boolean;
  /** When the password or an access key was last used. `undefined`: never, as far as AWS knows. */
  readonly lastUsed?: Date;
  /** The active access keys. */
  readonly accessKeys: readonly { readonly rotated: Date }[];
}

/** Reads the report, a CSV file. The root user is left out. */
export function readCredentialReport(csv: string): Credential[] {
  const [head = "", ...lines] = csv.trim().split(/\r?\n/);
  const columns = head.split(",");
  return lines.flatMap((line) => {
    // A user name may have commas, and no colon: what stands before the ARN is the name.
    const cells = line.split(",");
    const [, user = ""] = /^"?(.*?)"?,"?arn:/.exec(line) ?? [];
    if (user === "<root_account>" || user === "") return [];
    const value = (column: string) => cells.at(columns.indexOf(column) - columns.length) ?? "";
    const date = (column: string) => {
      const found = new Date(value(column));
      return Number.isNaN(found.getTime()) ? undefined : found;
    };
    const used = ["password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date"]
      .flatMap((column) => date(column) ?? [])
      .sort((a, b) => b.getTime() - a.getTime());
    return {
      user,
      created: date("user_creation_time"),
      hasPassword: value("password_enabled") === "true",
      hasMfa: value("mfa_active") === "true",
      lastUsed: used[0],
      accessKeys: ["access_key_1", "access_key_2"].flatMap((key) => {
        const rotated = date(`${key}_last_rotated`);
        return value(`${key}_active`) === "true" && rotated ? { rotated } : [];
      }),
    };
  });
}
