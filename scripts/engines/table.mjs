/*
 * The table of engines in the README. `describeEngine` writes, for each driver, how the groups of the
 * conformance suite ended; a driver becomes a row of that. A driver whose suite did not run, as its
 * server is missing, keeps the row it has.
 */

const MARKERS = [
  '<!-- engines: made by `yarn engines table` -->',
  '<!-- /engines -->',
];

const DRIVERS = ['cedar', 'casbin', 'opa', 'openfga', 'cerbos', 'authzen'];

/** Titles of the columns, and the groups of the suite that each stands for. */
const COLUMNS = {
  Basic: ['Basic Core', 'Basic Properties'],
  Batch: ['Batch Core', 'Batch Properties'],
  Search: ['Search Core', 'Search Properties', 'Search paging'],
  drafts: ['Draft isolation'],
  explain: ['explain'],
  vocabulary: ['vocabulary'],
  coverage: ['coverage'],
  'native tests': ['native tests'],
  'publish, drift': ['publish'],
};

const HEADER = ['driver', 'suite', ...Object.keys(COLUMNS)];

function mark(outcomes, names) {
  const ended = names.map(name => outcomes[name] ?? 'absent');
  if (ended.includes('failed')) {
    return '✗';
  }
  if (ended.every(outcome => outcome === 'absent')) {
    return '–';
  }
  const [core] = names;
  return ended.every(outcome => outcome === 'passed')
    ? '✓'
    : `✓ ${core.split(' ').pop()}`;
}

/** The cells of a driver, from what the suite wrote about it. */
export function rowOf({ engine, groups }) {
  const run = Object.values(groups).filter(outcome => outcome !== 'absent');
  const passed = run.filter(outcome => outcome === 'passed');
  return [
    `\`${engine}\``,
    `${passed.length} of ${run.length}`,
    ...Object.values(COLUMNS).map(names => mark(groups, names)),
  ];
}

function cellsOf(line) {
  return line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}

function format(rows) {
  const widths = HEADER.map((_, column) =>
    Math.max(3, ...rows.map(row => row[column].length)),
  );
  const line = cells =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const [header, ...others] = rows.map(line);
  return [
    header,
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...others,
  ].join('\n');
}

function position(driver) {
  const at = DRIVERS.indexOf(driver.replaceAll('`', '').split(' ')[0]);
  return at === -1 ? DRIVERS.length : at;
}

/** The README with the table that these reports give. */
export function withTable(readme, reports) {
  const [before, table, after] = split(readme);
  const rows = new Map(
    table
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(cellsOf)
      .filter(cells => cells.length === HEADER.length)
      .map(cells => [cells[0], cells]),
  );
  for (const report of reports) {
    const cells = rowOf(report);
    rows.set(cells[0], cells);
  }
  const sorted = [...rows.values()].sort(
    ([a], [b]) => position(a) - position(b) || a.localeCompare(b),
  );
  return `${before}${MARKERS[0]}\n\n${format([HEADER, ...sorted])}\n\n${
    MARKERS[1]
  }${after}`;
}

function split(readme) {
  const [begin, end] = MARKERS.map(marker => readme.indexOf(marker));
  if (begin === -1 || end < begin) {
    throw new Error(`README.md lacks the lines "${MARKERS.join('" and "')}"`);
  }
  return [
    readme.slice(0, begin),
    readme.slice(begin + MARKERS[0].length, end),
    readme.slice(end + MARKERS[1].length),
  ];
}

/** Drivers of ours that none of these reports is about. */
export function unreported(reports) {
  return DRIVERS.filter(
    // One driver may be proven against several servers: `authzen (Cerbos)`.
    driver => !reports.some(({ engine }) => engine.split(' ')[0] === driver),
  );
}
