import fc from "fast-check";
import { durationText, seconds } from "../../access/duration";

test.each([
  ["1h", 3600],
  ["90m", 5400],
  ["1h30m", 5400],
  ["2h5m7s", 7507],
  ["45s", 45],
  ["0s", 0],
  [3600, 3600],
])("%j is %d seconds", (duration, expected) => {
  expect(seconds(duration)).toBe(expected);
});

test.each(["", "1", "h", "1d", "1 h", "1h 30m", "30m1h", "-1h", "1.5h", "1H"])(
  "%j is no duration",
  (text) => {
    expect(seconds(text)).toBeUndefined();
  },
);

test("a duration is shown as people write it, and means the same when read again", () => {
  expect([3600, 5400, 43200, 61, 0].map(durationText)).toEqual(["1h", "1h30m", "12h", "1m1s", "0s"]);
  fc.assert(fc.property(fc.nat(), (total) => expect(seconds(durationText(total))).toBe(total)));
});
