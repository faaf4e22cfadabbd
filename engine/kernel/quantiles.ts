/**
 * Quantiles of distributions, made of +, −, × and ÷ only. IEEE 754 defines these to the last bit, but not `Math.log` and
 * `Math.exp`: with those, two JavaScript engines could give two traces for one seed.
 */

/** Terms of the series below; more change no bit of a result. */
const TERMS = 40;

/** The natural logarithm of a positive number. */
export function ln(value: number): number {
  let mantissa = value;
  let twos = 0;
  for (; mantissa > 1.5; twos++) mantissa /= 2;
  for (; mantissa < 0.75; twos--) mantissa *= 2;
  // ln x = 2 (z + z³/3 + z⁵/5 + …) with z = (x − 1) / (x + 1), here at most 1/5.
  const z = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let n = TERMS, power = z; n > 0; n--, power *= z * z) sum += power / (2 * (TERMS - n) + 1);
  return 2 * sum + twos * Math.LN2;
}

/** e to the power of `value`. */
export function exp(value: number): number {
  const twos = Math.round(value / Math.LN2);
  const rest = value - twos * Math.LN2;
  let sum = 1;
  for (let n = TERMS; n > 0; n--) sum = 1 + (rest * sum) / n;
  // Powers of two are exact.
  for (let n = 0; n < twos; n++) sum *= 2;
  for (let n = 0; n > twos; n--) sum /= 2;
  return sum;
}

/** The value that this share (between 0 and 1) of an exponential distribution with mean 1 lies below. */
export function exponentialQuantile(share: number): number {
  return -ln(1 - share);
}

/**
 * The value that this share (between 0 and 1) of the standard normal distribution lies below, within 0.000,000,002 (Peter
 * Acklam's rational approximation).
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share < TAIL) {
    const q = exp(0.5 * ln(-2 * ln(share)));
    return polynomial(TAIL_TOP, q) / (polynomial(TAIL_BOTTOM, q) * q + 1);
  }
  const q = share - 0.5;
  const r = q * q;
  return (polynomial(MIDDLE_TOP, r) * q) / (polynomial(MIDDLE_BOTTOM, r) * r + 1);
}

const TAIL = 0.02425;
const MIDDLE_TOP = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const MIDDLE_BOTTOM = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
];
const TAIL_TOP = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
