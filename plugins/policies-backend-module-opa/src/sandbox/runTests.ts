import { NativeTestResult } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { dataFiles, isTestFile, regoFiles } from '../compile/regoFiles';
import { OpaProgram } from '../program/OpaProgram';

interface RegoTest {
  name: string;
  location?: { file?: string; row?: number };
  fail?: boolean;
  skip?: boolean;
  error?: { message?: string };
}

/** Runs the rules `test_…` of the set's `*_test.rego`. */
export async function runTests(
  bundle: PolicyBundle,
  program: OpaProgram,
): Promise<NativeTestResult[]> {
  const tests = bundle.files.filter(({ path }) => isTestFile(path));
  if (!tests.length) {
    return [];
  }
  const folder = await program.folder([
    ...regoFiles(bundle),
    ...dataFiles(bundle),
    ...tests,
  ]);
  try {
    const { stdout, stderr, stopMessage } = await program.run(
      ['test', '--bundle', '.', '--format=json', '--timeout=60s'],
      { folder },
    );
    if (stopMessage) {
      return [
        { name: 'opa test', status: 'error', message: `it ${stopMessage}` },
      ];
    }
    let results: RegoTest[];
    try {
      results = JSON.parse(stdout);
    } catch {
      return [
        { name: 'opa test', status: 'error', message: stderr.slice(0, 500) },
      ];
    }
    return results.map(({ name, location, fail, skip, error }) => ({
      name,
      file: location?.file?.replace(/^(\.\/|\/)/, ''),
      status:
        (error && ('error' as const)) ||
        (skip && ('skipped' as const)) ||
        (fail && ('failed' as const)) ||
        'passed',
      message:
        error?.message ??
        (fail ? `it is not true, line ${location?.row}` : undefined),
    }));
  } finally {
    await folder.remove();
  }
}
