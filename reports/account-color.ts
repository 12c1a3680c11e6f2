import type { TargetAccount } from "../access";

/** Colours that people can tell apart, on white and on black. */
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

/** The tags that name the stage of an account, and the colour of each stage. */
const stageTags = /^(environment|env|stage|tier)$/i;
const stages: readonly (readonly [RegExp, ColorName])[] = [
  [/^(prod|production|live|prd)$/i, "red"],
  [/^(staging|stage|stg|uat|preprod|pre-prod|qa)$/i, "amber"],
  [/^(dev|development|sandbox|playground)$/i, "green"],
  [/^(test|testing|ci|integration)$/i, "teal"],
  [/^(shared|common|core|infra|infrastructure)$/i, "slate"],
];
/** The colours of all other accounts: none of them means a stage. */
const plain: readonly ColorName[] = ["blue", "violet", "pink", "brown", "lime"];

/**
 * The colour of an account in all reports: by the stage in a tag such as `environment: prod` (production is red), else by
 * the account's name, so that it stays when accounts are added or removed.
 */
export function accountColor(account: TargetAccount): { readonly name: ColorName; readonly hex: string } {
  const stage = stageOf(account);
  const name = stages.find(([words]) => words.test(stage))?.[1] ?? plainColor(account.name);
  return { name, hex: palette[name] };
}

/** The stage in a tag of the account, such as `prod`; empty if no tag names one. */
export function stageOf({ tags }: TargetAccount): string {
  return Object.entries(tags).find(([key]) => stageTags.test(key))?.[1] ?? "";
}

function plainColor(name: string): ColorName {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return plain[sum % plain.length] as ColorName;
}
