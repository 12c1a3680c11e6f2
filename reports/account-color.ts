import type { TargetAccount } from "../access";

/** Colours that can be told apart, on white and on black, each under a name of its own. */
const palette = {
  red: "d64545",
  amber: "d98e04",
  green: "3a9d5d",
  blue: "3b7dd8",
  violet: "8a63d2",
  pink: "c8559b",
  teal: "1f9e9e",
  brown: "9a6b3f",
  slate: "6b7a8f",
  lime: "7a9a01",
} as const;

export type ColorName = keyof typeof palette;
export const colors: readonly (readonly [ColorName, string])[] = Object.entries(palette) as [
  ColorName,
  string,
][];

/** Tags that people write the stage of an account into, and the colours that warn of it. */
const stageTags = /^(environment|env|stage|tier)$/i;
const stages: readonly (readonly [RegExp, ColorName])[] = [
  [/^(prod|production|live|prd)$/i, "red"],
  [/^(staging|stage|stg|uat|preprod|pre-prod|qa)$/i, "amber"],
  [/^(dev|development|sandbox|playground)$/i, "green"],
  [/^(test|testing|ci|integration)$/i, "teal"],
  [/^(shared|common|core|infra|infrastructure)$/i, "slate"],
];
/** For all other accounts: none of the colours that mean a stage. */
const plain: readonly ColorName[] = ["blue", "violet", "pink", "brown", "lime"];

/**
 * The colour of an account wherever one is shown: by the stage that a tag such as `environment: prod` names (production
 * is red), else by the account's name, so that it stays when other accounts come and go.
 */
export function accountColor(account: TargetAccount): { readonly name: ColorName; readonly hex: string } {
  const stage = stageOf(account);
  const name = stages.find(([words]) => words.test(stage))?.[1] ?? plainColor(account.name);
  return { name, hex: palette[name] };
}

/** The stage that a tag of the account names, such as `prod`; empty where none does. */
export function stageOf({ tags }: TargetAccount): string {
  return Object.entries(tags).find(([key]) => stageTags.test(key))?.[1] ?? "";
}

function plainColor(name: string): ColorName {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return plain[sum % plain.length] as ColorName;
}
