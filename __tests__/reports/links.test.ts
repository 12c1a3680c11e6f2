import type { AccessFile } from "../../access";
import { partitionNames } from "../../iam/partition";
import { matrixJson } from "../../reports/matrix-json";
import { matrixMarkdown } from "../../reports/matrix-markdown";
import type { MatrixJson } from "../../reports/matrix-schema";
import { matrixTable } from "../../reports/matrix-table";
import { model } from "../../reports/page/browser/model";
import { pageData } from "../../reports/page/page-data";
import { reportOf } from "../../reports/report";
import { expectGoldenJson } from "../support/golden";
import { accessStackJson } from "../support/stack";
import { accessOf } from "./access-of";

/** A role for each way a link can turn out. */
function declaration(partition: AccessFile["partition"]): AccessFile {
  return {
    partition,
    identityAccount: { id: "111111111111" },
    deployWith: { role: "OrganizationAccountAccessRole" },
    targetAccounts: { "account-b": { id: "222222222222" }, "account-c": { id: "012345678901" } },
    roles: {
      Plain: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] },
      Pathed: { targetAccounts: "*", path: "/teams/web/", managedPolicies: ["ReadOnlyAccess"] },
      Named: { targetAccounts: ["account-b"], displayName: "Ops & Co", managedPolicies: ["ReadOnlyAccess"] },
      "plus+eq=at@comma,": { targetAccounts: ["account-b"], managedPolicies: ["ReadOnlyAccess"] },
      TooLong: {
        targetAccounts: ["account-b"],
        path: `/${"x".repeat(60)}/`,
        managedPolicies: ["ReadOnlyAccess"],
      },
      Secret: { targetAccounts: ["account-b"], externalId: "acme-4711", managedPolicies: ["ReadOnlyAccess"] },
      Sometimes: {
        targetAccounts: "*",
        managedPolicies: ["ReadOnlyAccess"],
        overrides: { "account-c": { externalId: "acme-4711" } },
      },
      Machine: {
        targetAccounts: ["account-b"],
        trustedEntity: { service: "ec2.amazonaws.com" },
        managedPolicies: ["ReadOnlyAccess"],
      },
    },
    users: {
      alex: {
        consoleAccess: true,
        canAssume: ["Plain", "Pathed", "Named", "plus+eq=at@comma,", "TooLong", "Secret", "Sometimes"],
      },
    },
  };
}

describe.each(partitionNames)("links in %s", (partition) => {
  const file = declaration(partition);
  const report = reportOf(accessOf(file));
  const { roles } = JSON.parse([...matrixJson(report)].join("")) as MatrixJson;

  test("are as they are known to work, or there is a reason", () => {
    expectGoldenJson(
      `links.${partition}.json`,
      roles.map(({ account, role, link, linkWithDisplayName, noLink }) => ({
        role: `${role} in ${account}`,
        ...(link === null ? { noLink } : { link, linkWithDisplayName }),
      })),
    );
  });

  test("are the same in the outputs, the matrix and the page", () => {
    const outputs = accessStackJson(file).output.switch_role_links?.value as unknown as Record<
      string,
      Record<string, string>
    >;
    const { places } = model(pageData(report));
    const table = matrixTable(report).join("\n");
    expect(places).toHaveLength(roles.length);
    for (const { account, role, link, linkWithDisplayName, noLink } of roles) {
      const place = places.find((each) => each.account.name === account && each.role.name === role);
      expect(outputs[account]?.[role]).toBe(link ?? noLink);
      expect(place?.link).toBe(linkWithDisplayName ?? "");
      expect(place?.reason).toBe(noLink ?? "");
      expect(table).toContain(link ?? noLink);
      if (link !== null) expect(matrixMarkdown(report)).toContain(`](${link})`);
    }
  });
});
