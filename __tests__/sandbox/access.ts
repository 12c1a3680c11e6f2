import { type Access, readAccess } from "../../access";

/** An access with the lab's accounts, and whatever else. */
export function access(declared: object): Access {
  const { access: read, problems } = readAccess({
    deployWith: { role: "OrganizationAccountAccessRole" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
    roles: {},
    ...declared,
  });
  if (!read) throw new Error(problems.map(({ path, message }) => `${path.join(".")} ${message}`).join("\n"));
  return read;
}
