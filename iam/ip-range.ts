/**
 * IP addresses and CIDR ranges, IPv4 and IPv6.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */

/** A range of addresses, first and last included. */
export interface IpRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
  /** Length of the prefix: 32 (or 128) for one address. */
  readonly prefix: number;
}

/** Reads `203.0.113.0/24`, `2001:db8::/32`, or one address; `undefined` when it is none of these. */
export function ipRange(text: string): IpRange | undefined {
  const [, address = "", length] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bits = address.includes(":") ? 128 : 32;
  const value = bits === 32 ? ipv4(address) : ipv6(address);
  const prefix = length === undefined ? bits : Number(length);
  if (value === undefined || prefix > bits) return undefined;
  const hosts = (1n << BigInt(bits - prefix)) - 1n;
  return { bits, first: value & ~hosts, last: value | hosts, prefix };
}

/** Whether every address of `inner` is in `outer`. */
export function containsRange(outer: IpRange, inner: IpRange): boolean {
  return outer.bits === inner.bits && outer.first <= inner.first && inner.last <= outer.last;
}

/** An address as text. */
export function ipAddressText(value: bigint, bits: 32 | 128): string {
  const [size, radix, separator] = bits === 32 ? ([8n, 10, "."] as const) : ([16n, 16, ":"] as const);
  const groups = Array.from({ length: bits / Number(size) }, (_, index) =>
    ((value >> (BigInt(bits) - size * BigInt(index + 1))) & ((1n << size) - 1n)).toString(radix),
  );
  return groups.join(separator);
}

function ipv4(text: string): bigint | undefined {
  const groups = (/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text) ?? []).slice(1).map(Number);
  if (groups.length !== 4 || groups.some((group) => group > 255)) return undefined;
  return BigInt(groups.reduce((value, group) => value * 256 + group));
}

function ipv6(text: string): bigint | undefined {
  // The last two groups may be written as an IPv4 address.
  const [, start = text, embedded] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const tail = embedded === undefined ? undefined : ipv4(embedded);
  if (embedded !== undefined && tail === undefined) return undefined;
  const whole =
    tail === undefined ? start : `${start}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const halves = whole.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const given = halves.flat().length;
  if (halves.length > 2 || (halves.length === 2 ? given > 7 : given !== 8)) return undefined;
  const groups = [...(halves[0] ?? []), ...Array<string>(8 - given).fill("0"), ...(halves[1] ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return BigInt(`0x${groups.map((group) => group.padStart(4, "0")).join("")}`);
}
