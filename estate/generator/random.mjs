/** A generator of numbers from 0 below 1 (sfc32), seeded from one integer. */
export function createRandom(seed) {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = () => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** Spreads two integers over 32 bits; equal input gives equal output. */
export function hash(x, y) {
  let h = Math.imul(x ^ 0x5bd1e995, 0x85ebca6b) ^ Math.imul(y + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Running sums, for `draw`. */
export function accumulate(weights) {
  let sum = 0;
  return weights.map(weight => (sum += weight));
}

/** Draws an index with the weights whose running sums are given. */
export function draw(cumulative, random) {
  const x = random() * cumulative[cumulative.length - 1];
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Draws a whole number from 0 below `size`; small ones come far more often. */
export function drawRank(size, random) {
  const exponent = -0.2;
  const rank = (1 - random() * (1 - size ** exponent)) ** (1 / exponent);
  return Math.min(size, Math.floor(rank)) - 1;
}
