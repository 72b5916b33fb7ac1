import { NativeTestResult } from '@internal/plugin-policies-common';
import { EngineFaultError } from '@internal/plugin-policies-node';
import { z } from 'zod';
import { SetFiles } from '../files/readSetFiles';
import { readYaml } from '../files/readYaml';
import {
  MOST_FILES,
  PlaygroundFailure,
  playgroundFile,
  toldError,
} from './playgroundFiles';
import { Sandbox } from './Sandbox';
import { TestAnswer, TestSuite } from './testResults';

const STATUS: Record<string, NativeTestResult['status']> = {
  RESULT_PASSED: 'passed',
  RESULT_FAILED: 'failed',
  RESULT_SKIPPED: 'skipped',
  RESULT_ERRORED: 'error',
};

/** Runs the `*_test.yaml` of a set against its files as they are, in as few calls as the sandbox takes. */
export async function runNativeTests(
  engine: string,
  sandbox: Sandbox,
  { native, tests }: SetFiles,
): Promise<NativeTestResult[]> {
  const unreadable = tests.flatMap(file =>
    readYaml(file, z.unknown()).diagnostics.slice(0, 1),
  );
  if (unreadable.length) {
    return unreadable.map(({ file, message }) => ({
      name: file ?? 'tests',
      file,
      status: 'error',
      message,
    }));
  }
  const data = tests.filter(({ path }) => /(^|\/)testdata\//.test(path));
  const suites = tests.filter(file => !data.includes(file));
  const always = [...native, ...data].map(({ path, content }) =>
    playgroundFile(path, content),
  );
  const room = MOST_FILES - always.length;
  if (suites.length && room < 1) {
    return suites.map(({ path }) => ({
      name: path,
      file: path,
      status: 'skipped',
      message: `Cerbos takes at most ${MOST_FILES} files at once, policies, schemas and test data among them`,
    }));
  }
  const results: NativeTestResult[] = [];
  for (let at = 0; at < suites.length; at += room) {
    const some = suites.slice(at, at + room);
    const { body } = await sandbox.call<TestAnswer | undefined>('test', {
      files: [
        ...always,
        ...some.map(({ path, content }) => playgroundFile(path, content)),
      ],
    });
    if (body?.success?.results?.suites) {
      results.push(...body.success.results.suites.flatMap(resultsOf));
    } else if (body?.failure) {
      results.push(...failed(body.failure));
    } else {
      throw new EngineFaultError(
        engine,
        'cannot run tests: its sandbox answers something else than was asked',
      );
    }
  }
  return results;
}

function resultsOf(suite: TestSuite): NativeTestResult[] {
  const { file } = suite;
  if (suite.error) {
    return [
      {
        name: suite.name ?? file ?? '',
        file,
        status: 'error',
        message: suite.error,
      },
    ];
  }
  return (suite.testCases ?? []).flatMap(test =>
    (test.principals ?? []).flatMap(principal =>
      (principal.resources ?? []).flatMap(resource =>
        (resource.actions ?? []).map(({ name, details }) => ({
          name: `${suite.name}: ${test.name}: ${principal.name} ${name} ${resource.name}`,
          file,
          status: STATUS[details?.result ?? ''] ?? 'error',
          message:
            details?.error ||
            details?.skipReason ||
            (details?.failure
              ? `expected ${details.failure.expected}, got ${details.failure.actual}`
              : undefined),
        })),
      ),
    ),
  );
}

function failed(failure: PlaygroundFailure): NativeTestResult[] {
  return (failure.errors ?? []).map(({ file, error }) => ({
    name: file ?? 'tests',
    file,
    status: 'error',
    message: toldError(error),
  }));
}
