import { median, medianRatio, rounded } from "../../bench/statistics";

test.each([
  [[7], 7],
  [[9, 1, 5], 5],
  [[10, 2, 4, 100], 7],
  [[3, 3, 3, 3], 3],
])("the median of %j is %d", (values, middle) => {
  expect(median(values)).toBe(middle);
});

test("the median leaves the values in their order: they are of rounds", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test("nothing has no median", () => {
  expect(() => median([])).toThrow("median of nothing");
});

test("a round in which the machine was slow for both does not change the ratio", () => {
  expect(medianRatio([1.2, 1.2, 12], [1, 1, 10])).toBeCloseTo(1.2);
  expect(medianRatio([12, 1.2, 1.2], [1, 1, 1])).toBeCloseTo(1.2);
});

test("a ratio takes each round against the same round", () => {
  expect(medianRatio([1, 20, 3], [1, 10, 1])).toBe(2);
  expect(() => medianRatio([1, 2], [1])).toThrow("as many");
});

test("figures are rounded to what a measurement can tell", () => {
  expect(rounded(1.23456)).toBe(1.235);
  expect(rounded(2)).toBe(2);
});
