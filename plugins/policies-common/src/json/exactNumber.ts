const DECIMAL = /^[-+]?(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

/** What to do about a number that would be rounded. */
export const INEXACT_HELP =
  'Whole numbers go up to 9007199254740991 on either side of zero, fractions have as many digits as a double keeps; write longer ones as text.';

/**
 * True when a number means the same after it was read: whole numbers up to 2^53 - 1 and what a double
 * gives back digit by digit, whatever zeros and exponent it is written with.
 *
 * @param literal - as it is written in JSON or YAML
 */
export function isExactNumber(literal: string): boolean {
  if (/^0[xo]/.test(literal)) {
    return BigInt(literal) <= BigInt(Number.MAX_SAFE_INTEGER);
  }
  const value = Number(literal);
  if (
    !Number.isFinite(value) ||
    (Number.isInteger(value) && !Number.isSafeInteger(value))
  ) {
    return false;
  }
  const given = digitsOf(literal);
  return given !== undefined && given === digitsOf(String(value));
}

/** The same text for the same size, as digits and the power of ten of the last of them. */
function digitsOf(literal: string): string | undefined {
  const [, whole = '', fraction = '', exponent = '0'] =
    DECIMAL.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = trimZeros(digits);
  if (!significant) {
    return whole + fraction ? '0' : undefined;
  }
  const power =
    Number(exponent) - fraction.length + digits.length - significant.length;
  return `${significant}e${power}`;
}

/* Not by a pattern: one that looks for zeros at the end tries at each of them. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') {
    end--;
  }
  return digits.slice(0, end);
}
