/**
 * In every process of the tests: what property-based tests draw is the same at each run. To look
 * further: FUZZ_SEED=1 npm test
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20261121) });
