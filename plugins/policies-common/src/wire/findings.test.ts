import { diagnosticLine } from './diagnosticLine';
import { findingOf } from './findingOf';
import { isFlaw } from './proofs';

describe('what checks and analyzers found', () => {
  it.each([
    ['failed', { name: 'cases', state: 'failed', log: ['x'] }, undefined],
    ['passed', { name: 'cases', state: 'passed', log: ['x'] }, undefined],
    ['passed', { name: 'house-rules', state: 'passed', log: [] }, undefined],
    [
      'warnings',
      { name: 'house-rules', state: 'passed', log: ['x'] },
      undefined,
    ],
    ['passed', { name: 'impact', state: 'passed', log: [] }, undefined],
    [
      'flips',
      { name: 'impact', state: 'passed', log: [] },
      { opened: 0, closed: 1, undecided: 2 },
    ],
    [
      'partly-compared',
      { name: 'impact', state: 'passed', log: [] },
      { opened: 0, closed: 0, undecided: 2 },
    ],
    [
      'no-flips',
      { name: 'impact', state: 'passed', log: [] },
      { opened: 0, closed: 0, undecided: 0 },
    ],
  ] as const)('is %s of %j with %j', (finding, check, impact) => {
    expect(findingOf({ ...check, log: [...check.log] }, impact)).toBe(finding);
  });

  it('is a flaw unless it is what most sets want', () => {
    expect(isFlaw({ kind: 'denies-everything' })).toBe(false);
    expect(isFlaw({ kind: 'allows-everything' })).toBe(true);
    expect(isFlaw({ kind: 'never-matches' })).toBe(true);
  });

  it('is told in a line, with its place and what to do', () => {
    const told = {
      severity: 'error',
      source: 'portal',
      message: 'it is broken',
    } as const;
    expect(diagnosticLine(told)).toBe('error: it is broken');
    expect(
      diagnosticLine({
        ...told,
        file: 'a.cedar',
        range: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 2 },
        help: 'Fix it.',
      }),
    ).toBe('error: a.cedar:3: it is broken — Fix it.');
  });
});
