/**
 * Loaded in every test process: property-based tests use the same random input in each run. For other
 * input: FUZZ_SEED=1 npm test
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20261121) });
