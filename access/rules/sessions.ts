/** Rules about how long a session lasts, and how old a sign-in with MFA may be. */
import { sessionDuration } from "../../iam/limits";
import { durationText, seconds } from "../duration";
import { errorRule } from "./rule";
import { writtenConditions, writtenSettings } from "./written";

/**
 * Seconds: a session with MFA lasts 36 hours at most.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
const mfaAge = { min: 1, max: 129_600 };

export const durationOutOfRange = errorRule("duration-out-of-range", function* ({ declaration }) {
  const limits = { maxSessionDuration: sessionDuration, mfaMaxAge: mfaAge };
  const durations = [
    ...[...writtenSettings(declaration)].map(({ path, own }) => ({
      path,
      key: "maxSessionDuration" as const,
      written: own.maxSessionDuration,
    })),
    ...[...writtenConditions(declaration)].map(({ path, own }) => ({
      path,
      key: "mfaMaxAge" as const,
      written: own.mfaMaxAge,
    })),
  ];
  for (const { path, key, written } of durations) {
    const { min, max } = limits[key];
    const actual = seconds(written ?? min);
    const range = `${durationText(min)} to ${durationText(max)}`;
    if (actual === undefined)
      yield {
        path: [...path, key],
        message: `must be ${range}; write the value itself, because text that only Terraform knows cannot be checked`,
      };
    else if (actual < min || actual > max) {
      const message = `is ${durationText(actual)}; it must be ${range}`;
      yield { path: [...path, key], message, data: { min, max, actual } };
    }
  }
});
