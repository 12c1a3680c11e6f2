/** Random tests use Jest's seed: a failure is found again with `npx jest --seed`. `npm test` always has the same one. */
import fc from "fast-check";

fc.configureGlobal({ seed: jest.getSeed() });
