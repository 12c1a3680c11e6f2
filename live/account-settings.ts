/** The settings of an account that IAM users depend on: its alias and its password policy. */
import type { PasswordPolicy } from "../access/schema";

/** The settings of an account. */
export interface AccountSettings {
  /** The alias in the sign-in URL. `undefined`: none. */
  readonly alias?: string;
  /** With every value. `undefined`: the account has AWS's own policy. */
  readonly passwordPolicy?: Required<Omit<PasswordPolicy, "adopt">>;
}

/** A password policy as `GetAccountPasswordPolicy` gives it. */
export interface ReadPasswordPolicy {
  readonly AllowUsersToChangePassword?: boolean;
  readonly HardExpiry?: boolean;
  readonly MaxPasswordAge?: number;
  readonly MinimumPasswordLength?: number;
  readonly PasswordReusePrevention?: number;
  readonly RequireLowercaseCharacters?: boolean;
  readonly RequireNumbers?: boolean;
  readonly RequireSymbols?: boolean;
  readonly RequireUppercaseCharacters?: boolean;
}

/**
 * The settings from the answers of the API; a value that is not there is AWS's default.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html
 */
export function accountSettingsOf(
  aliases: readonly string[] = [],
  policy?: ReadPasswordPolicy,
): AccountSettings {
  return {
    alias: aliases[0],
    passwordPolicy: policy && {
      allowUsersToChangePassword: policy.AllowUsersToChangePassword ?? false,
      hardExpiry: policy.HardExpiry ?? false,
      maxPasswordAge: policy.MaxPasswordAge ?? 0,
      minimumPasswordLength: policy.MinimumPasswordLength ?? 6,
      passwordReusePrevention: policy.PasswordReusePrevention ?? 0,
      requireLowercaseCharacters: policy.RequireLowercaseCharacters ?? false,
      requireNumbers: policy.RequireNumbers ?? false,
      requireSymbols: policy.RequireSymbols ?? false,
      requireUppercaseCharacters: policy.RequireUppercaseCharacters ?? false,
    },
  };
}
