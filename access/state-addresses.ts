/** The addresses in a Terraform state: of `terraform show -json`, or of a state file. */

type Json = Readonly<Record<string, unknown>>;

/** What a state knows. */
export interface StateAddresses {
  /** Such as `aws_iam_role.dev__Reader`, or `aws_iam_user_login_profile.alex[0]`. */
  readonly known: ReadonlySet<string>;
  /** Those that Terraform did not make to the end, as far as it knows, and would delete and make again. */
  readonly tainted: readonly string[];
}

/**
 * The addresses in the root module of a state.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 *
 * @returns `undefined` when this is not a state
 */
export function stateAddresses(state: unknown): StateAddresses | undefined {
  const { version, resources, values, format_version } = record(state);
  const found =
    version === 4
      ? list(resources).flatMap(({ mode, type, name, instances }) =>
          mode === "managed"
            ? list(instances).map(({ index_key: key, status }) => ({
                address: `${type}.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`,
                isTainted: status === "tainted",
              }))
            : [],
        )
      : typeof format_version === "string"
        ? list(record(record(values).root_module).resources).flatMap(({ mode, address, tainted }) =>
            mode === "managed" ? [{ address: String(address), isTainted: tainted === true }] : [],
          )
        : undefined;
  return (
    found && {
      known: new Set(found.map(({ address }) => address)),
      tainted: found.flatMap(({ address, isTainted }) => (isTainted ? [address] : [])),
    }
  );
}

function record(value: unknown): Json {
  return value !== null && typeof value === "object" ? (value as Json) : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}
