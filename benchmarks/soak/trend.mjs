/** The samples before this part of the time are not looked at: code is loaded and compiled, pools fill up, the C library takes its arenas in steps. */
const warmUp = 0.5;
/** A slope counts where it is this many times its standard error. */
const certainty = 3;

/**
 * The straight line through the samples of one measure.
 *
 * @returns its rise over the time that is looked at, its slope an hour, their mean, and whether the slope is more than noise
 */
export function trendOf(samples, measure) {
  const looked = samples.slice(Math.floor(samples.length * warmUp));
  const count = looked.length;
  const xs = looked.map(({ atMs }) => atMs / 3_600_000);
  const ys = looked.map((sample) => sample[measure]);
  const meanX = xs.reduce((sum, x) => sum + x, 0) / count;
  const mean = ys.reduce((sum, y) => sum + y, 0) / count;
  const spread = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const slope = xs.reduce((sum, x, index) => sum + (x - meanX) * (ys[index] - mean), 0) / spread;
  const residual = ys.reduce((sum, y, index) => sum + (y - mean - slope * (xs[index] - meanX)) ** 2, 0);
  const error = Math.sqrt(residual / Math.max(1, count - 2) / spread);
  return { mean, perHour: slope, rise: slope * (xs.at(-1) - xs[0]), isCertain: count > 2 && slope > certainty * error };
}
