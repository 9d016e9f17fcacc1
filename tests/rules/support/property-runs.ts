/**
 * How many random programs a property is tried on: some hundred by every test run, as many as one likes by
 * `SAFELY_CLOSE_PROPERTY_RUNS=4000`. The seed is fixed, so that what fails for one fails for everybody.
 */
export const propertyRuns = (numRuns: number): { readonly seed: number; readonly numRuns: number } => ({ seed: 20261122, numRuns: Number(process.env['SAFELY_CLOSE_PROPERTY_RUNS'] ?? numRuns) });
