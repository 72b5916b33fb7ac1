import { Diagnostic } from '@internal/plugin-policies-common';
import { boundDiagnostics, MOST_DIAGNOSTICS } from './boundDiagnostics';

describe('boundDiagnostics', () => {
  const diagnostic = (severity: Diagnostic['severity'], message: string) => ({
    severity,
    source: 'test',
    message,
  });

  it('tells errors first, and how many more there are', () => {
    const warnings = Array(500).fill(diagnostic('warning', 'a warning'));
    const told = boundDiagnostics([...warnings, diagnostic('error', 'x')]);
    expect(told).toHaveLength(MOST_DIAGNOSTICS);
    expect(told[0].message).toBe('x');
    expect(told.at(-1)).toMatchObject({
      severity: 'warning',
      message: 'there are 402 more problems',
    });
    expect(boundDiagnostics(told)).toEqual(told);
  });

  it('cuts what quotes a file', () => {
    const [cut] = boundDiagnostics([diagnostic('error', 'x'.repeat(1e6))]);
    expect(cut.message.length).toBeLessThan(30_000);
  });
});
