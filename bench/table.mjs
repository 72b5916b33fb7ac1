/**
 * A line of a result.
 *
 * @param {string} name - what was measured
 * @param {number} value - the measured number
 * @param {{ unit?: string, digits?: number, atLeast?: number, atMost?: number, below?: number }} about -
 *   its unit, the digits to print, and the target where there is one
 */
export function row(name, value, about = {}) {
  const { unit = '', digits = 2, atLeast, atMost, below } = about;
  const rules = [
    ['at least', atLeast, () => value >= atLeast],
    ['at most', atMost, () => value <= atMost],
    ['under', below, () => value < below],
  ];
  const [words, target, isMet] =
    rules.find(([, bound]) => bound !== undefined) ?? [];
  return {
    name,
    value: Number(value.toFixed(digits)),
    ...(unit && { unit }),
    ...(isMet && {
      target: [words, target, unit].filter(part => part !== '').join(' '),
      met: isMet() ? 'yes' : 'no',
    }),
  };
}

/** The lines of a result under each other, in columns. */
export function formatTable(rows) {
  const cells = [
    ['name', 'value', 'target', 'met'],
    ...rows.map(({ name, value, unit, target = '', met = '' }) => [
      name,
      [value.toLocaleString('en'), unit].filter(Boolean).join(' '),
      target,
      met,
    ]),
  ];
  const widths = [0, 1, 2, 3].map(column =>
    Math.max(...cells.map(line => line[column].length)),
  );
  return cells
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
