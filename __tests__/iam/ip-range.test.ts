import { BlockList, isIPv4, isIPv6 } from "node:net";
import * as fc from "fast-check";
import { containsRange, ipAddressText, ipRange } from "../../iam/ip-range";

const address = fc.oneof(fc.ipV4(), fc.ipV6());

test("an address is in a range exactly when Node's own list of ranges says so", () => {
  fc.assert(
    fc.property(address, fc.nat(128), address, fc.boolean(), (network, length, other, near) => {
      const bits = isIPv4(network) ? 32 : 128;
      const prefix = length % (bits + 1);
      const family = isIPv6(network) ? "ipv6" : "ipv4";
      const range = ipRange(`${network}/${prefix}`);
      if (range === undefined) throw new Error("no range");
      // An address in the range, or any address.
      const text = near ? ipAddressText(range.last, range.bits) : other;
      const list = new BlockList();
      list.addSubnet(network, prefix, family);
      const same = isIPv6(text) === isIPv6(network);
      const one = ipRange(text);
      expect(one !== undefined && containsRange(range, one)).toBe(same && list.check(text, family));
    }),
  );
});

test("an address and its text are the same", () => {
  fc.assert(
    fc.property(address, (text) => {
      const range = ipRange(text);
      expect(range && ipRange(ipAddressText(range.first, range.bits))).toEqual(range);
    }),
  );
});

test.each([
  "",
  "203.0.113",
  "203.0.113.256",
  "203.0.113.0/33",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "::g",
  "::/129",
  "a",
])("%j is no range", (text) => {
  expect(ipRange(text)).toBeUndefined();
});

test("host bits of a range do not count", () => {
  expect(ipRange("203.0.113.7/24")).toEqual(ipRange("203.0.113.0/24"));
});
