import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import {
  compareWithFloors,
  linesByPackage,
  measureCoverage,
  readFloors,
} from './coverage.mjs';
import { fromRoot } from './processes.mjs';

const lines = (total, covered) => ({ lines: { total, covered } });

test('adds up the lines of each package, and names those below their floor', () => {
  const measured = linesByPackage(
    {
      total: lines(999, 1),
      '/repo/plugins/policies-node/src/a.ts': lines(10, 4),
      '/repo/plugins/policies-node/src/b/c.ts': lines(90, 75),
      '/repo/plugins/policies-common/src/index.ts': lines(50, 50),
      '/repo/packages/backend/src/index.ts': lines(9, 0),
    },
    '/repo',
  );
  assert.deepEqual(measured, { 'policies-node': 79, 'policies-common': 100 });
  assert.deepEqual(
    compareWithFloors(measured, {
      'policies-node': 80,
      'policies-common': 90,
      'policies-gone': 70,
    }),
    {
      failures: [
        'Coverage of policies-node is 79.0 % of lines, below its floor of 80 %: add tests in the package for what is new',
        'Coverage of policies-gone was not measured, and its floor is 70 % of lines; take it out of scripts/coverageFloors.json if the package is gone',
      ],
      hints: [
        'Coverage of policies-common is 100.0 % of lines: raise its floor in scripts/coverageFloors.json from 90 to 98',
      ],
    },
  );
  assert.deepEqual(
    compareWithFloors({ 'policies-node': 80 }, { 'policies-node': 80 }),
    { failures: [], hints: [] },
  );
});

test('measures packages that have a floor alone, without their tests', async () => {
  const floors = readFloors();
  const { options, read, remove } = measureCoverage(floors);
  const ignored = options.flatMap(option => {
    const [name, pattern] = option.split(/=(.*)/s);
    return name === '--coveragePathIgnorePatterns' ? [new RegExp(pattern)] : [];
  });
  const isMeasured = path =>
    !ignored.some(pattern => pattern.test(fromRoot(path)));
  for (const name of Object.keys(floors)) {
    assert.ok(existsSync(fromRoot('plugins', name, 'src')), name);
    assert.ok(isMeasured(`plugins/${name}/src/a/b.ts`), name);
    assert.ok(!isMeasured(`plugins/${name}/src/a/b.test.ts`), name);
    assert.ok(!isMeasured(`plugins/${name}/src/__testUtils__/b.ts`), name);
  }
  assert.ok(!isMeasured('plugins/policies/src/plugin.tsx'));
  assert.equal(read(), undefined);
  await remove();
});
