/**
 * A line of a result.
 *
 * @param {string} name - what was measured
 * @param {number | undefined} value - the measured number, if it could be measured
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
  const isMeasured = Number.isFinite(value);
  return {
    name,
    value: isMeasured ? Number(value.toFixed(digits)) : null,
    ...(unit && { unit }),
    ...(isMet && {
      target: [words, target, unit].filter(part => part !== '').join(' '),
      met: isMeasured && isMet() ? 'yes' : 'no',
    }),
  };
}

const tell = value => value.toLocaleString('en');

/**
 * The rows of several runs as one: the median of each value, with the lowest and the highest.
 *
 * @param {ReturnType<typeof row>[][]} runs - rows of the same benchmark
 */
export function mergeRuns(runs) {
  const names = [...new Set(runs.flat().map(({ name }) => name))];
  return names.map(name => {
    const found = runs.flat().filter(one => one.name === name);
    const measured = found.filter(({ value }) => value !== null);
    if (measured.length === 0) {
      return found[0];
    }
    const sorted = measured.sort((a, b) => a.value - b.value);
    return {
      ...sorted[Math.floor((sorted.length - 1) / 2)],
      range: [sorted[0].value, sorted.at(-1).value],
      runs: sorted.length,
    };
  });
}

/** The lines of a result under each other, in columns; with ranges when they are of several runs. */
export function formatTable(rows) {
  const ranged = rows.some(({ range }) => range);
  const cells = [
    [
      'name',
      'value',
      ...(ranged ? ['lowest to highest'] : []),
      'target',
      'met',
    ],
    ...rows.map(({ name, value, unit, range, runs, target = '', met = '' }) => [
      name,
      value === null
        ? 'not measured'
        : [tell(value), unit].filter(Boolean).join(' '),
      ...(ranged
        ? [range ? `${range.map(tell).join(' to ')} (${runs} runs)` : '']
        : []),
      target,
      met,
    ]),
  ];
  const widths = cells[0].map((_, column) =>
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
