import type { MatrixEntry } from "../access";

/** The version of the form below; a change that breaks readers raises it. */
export const matrixVersion = 1;

/** The matrix as JSON, for other programs. */
export function matrixJson(matrix: readonly MatrixEntry[]): string {
  return JSON.stringify(
    {
      version: matrixVersion,
      entries: matrix.map(({ principal, account, role, at, roleArn, direct, groups, requireMfa, link }) => ({
        [principal.kind]: principal.name,
        account: account.name,
        accountId: account.id,
        role: role.name,
        roleArn,
        granted: { directly: direct, groups },
        requireMfa,
        maxSessionDuration: at.settings.maxSessionDuration,
        link: "link" in link ? link.link : null,
        ...("reason" in link && { noLink: link.reason }),
      })),
    },
    null,
    2,
  );
}
