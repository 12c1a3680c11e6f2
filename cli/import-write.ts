/** The files that `import` writes. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import { type Access, type AccessFile, type Files, loadAccess } from "../access";
import type { IamAccount } from "../live/iam-account";
import { accessDifference } from "../live/import/access-difference";
import type { Imported } from "../live/import/import-access";
import { type DeclarationParts, splitByTag } from "../live/import/split-by-tag";
import { Exit, exitStatus } from "./exit";
import { importPage } from "./import-page";
import type { Reading } from "./read-accounts";
import { synthesizedIam } from "./synthesized";
import { print, warn } from "./terminal";

/** What is written where. */
export interface ToWrite extends Imported {
  /** The access file. */
  readonly output: string;
  /** Tag of the accounts by which the file is divided. */
  readonly splitBy?: string;
  readonly reading: Reading;
}

/** Writes the access file and `import.md`, if nothing else is there. */
export function writeImport({ output, splitBy, declaration, notes, reading }: ToWrite): void {
  const accounts: readonly IamAccount[] = [...reading.accounts.values()];
  const { withFiles, metadata } = withMetadataFiles(declaration);
  const parts: DeclarationParts =
    splitBy === undefined ? new Map([["", withFiles]]) : splitByTag(withFiles, splitBy, "accounts");
  const texts = new Map([
    ...metadata,
    ...[...parts].map(([path, part]) => [path === "" ? basename(output) : path, yamlOf(part)] as const),
  ]);
  const access = loaded(output, texts);
  const declared = synthesizedIam(access);
  const nameOf = (id: string) =>
    access.targetAccounts.find((account) => account.id === id)?.name ??
    (id === access.identityAccount.id ? "identity account" : id);
  const difference = accessDifference(access.identityAccount, accounts, declared);
  texts.set(
    "import.md",
    importPage({ file: basename(output), notes, difference, unreadable: reading.unreadable, nameOf }),
  );
  const folder = dirname(output);
  const files = [...texts].map(([path, text]) => [join(folder, path), text] as const);
  // import.md says what is true of the accounts now; the access file may be somebody's work.
  const inTheWay = files.filter(
    ([path, text]) =>
      path !== join(folder, "import.md") && existsSync(path) && readFileSync(path, "utf8") !== text,
  );
  if (inTheWay.length > 0)
    throw new Exit(
      exitStatus.wrongCall,
      inTheWay.map(
        ([path]) =>
          `${path} exists with other content and is not overwritten; name another file with --output`,
      ),
    );
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    print(`written  ${path}`);
  }
  const decisions = notes.filter(({ kind }) => kind === "cannot-say").length;
  const differences = difference.lost.length + difference.added.length;
  warn([
    `${accounts.length} accounts: ${count(access.roles.length, "role")}, ${count(access.users.length, "user")}, ${count(access.groups.length, "group")}, ${count(access.principals.length, "principal")}`,
    `${count(decisions, "note")} to decide, ${count(differences, "difference")} in access: read ${join(folder, "import.md")}`,
  ]);
}

/** A declaration whose SAML metadata is in files, as it is there to the letter. */
function withMetadataFiles(declaration: AccessFile): {
  readonly withFiles: AccessFile;
  /** Path, relative to the access file -> the document. */
  readonly metadata: ReadonlyMap<string, string>;
} {
  const metadata = new Map<string, string>();
  const providers = Object.entries(declaration.identityProviders ?? {}).map(([name, provider]) => {
    if (typeof provider.saml?.metadata !== "string") return [name, provider] as const;
    const file = `saml/${name}.xml`;
    metadata.set(file, provider.saml.metadata);
    return [name, { ...provider, saml: { metadata: { file } } }] as const;
  });
  if (metadata.size === 0) return { withFiles: declaration, metadata };
  return { withFiles: { ...declaration, identityProviders: Object.fromEntries(providers) }, metadata };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function yamlOf(part: Partial<AccessFile>): string {
  return `# Written from the real accounts. import.md lists everything that this file cannot say.\n${stringify(
    part,
    {
      lineWidth: 0,
      aliasDuplicateObjects: false,
    },
  )}`;
}

/** The access that the texts declare. */
function loaded(output: string, texts: ReadonlyMap<string, string>): Access {
  const path = basename(output);
  const files: Files = {
    shownName: (name) => name,
    read: (name) => {
      const text = texts.get(name);
      return text === undefined ? { problem: "there is no such file" } : { text };
    },
    list: () => [],
  };
  const { access, problems } = loadAccess(texts.get(path) ?? "", path, { path, files });
  if (!access) throw new Error(problems.map(({ text }) => text).join("\n"));
  return access;
}
