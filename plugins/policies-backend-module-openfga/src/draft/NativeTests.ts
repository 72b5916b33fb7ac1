import { NativeTestResult, PolicyFile } from '@internal/plugin-policies-common';
import { DraftStores } from '../publish/DraftStores';
import { StoreContent } from '../publish/StoreContent';
import { FgaRefusal } from '../server/FgaRefusal';
import { FgaServer, ModelPlace } from '../server/FgaServer';
import {
  isNativeTestFile,
  NativeTest,
  readNativeTestFile,
} from '../files/nativeTestFile';

/** What a file may ask the server in all. */
const MOST_ASSERTIONS = 2_000;

interface Assertion {
  name: string;
  /** @returns why it does not hold */
  check(): Promise<string | undefined>;
}

/** Runs the `*.fga.yaml` of a set, each in an ephemeral store. */
export class NativeTests {
  constructor(
    private readonly options: { server: FgaServer; drafts: DraftStores },
  ) {}

  /** @returns a result for each assertion, in the order of files and tests */
  async run(files: PolicyFile[]): Promise<NativeTestResult[]> {
    const results: NativeTestResult[] = [];
    for (const file of files.filter(({ path }) => isNativeTestFile(path))) {
      results.push(...(await this.runFile(file, files)));
    }
    return results;
  }

  private async runFile(
    file: PolicyFile,
    files: PolicyFile[],
  ): Promise<NativeTestResult[]> {
    const unable = (message: string): NativeTestResult[] => [
      { name: file.path, file: file.path, status: 'error', message },
    ];
    const { read, diagnostics } = readNativeTestFile(file, files);
    const [problem] = diagnostics;
    if (!read || problem) {
      return unable(problem?.message ?? 'it cannot be read');
    }
    let handle;
    try {
      handle = await this.options.drafts.acquire(
        new StoreContent(read.model.body, read.tuples),
      );
    } catch (error) {
      if (error instanceof FgaRefusal) {
        return unable(error.message);
      }
      throw error;
    }
    try {
      const { place } = handle;
      const assertions = read.tests.flatMap(test =>
        this.assertionsOf(test, place),
      );
      if (assertions.length > MOST_ASSERTIONS) {
        return unable(
          `it asserts ${assertions.length} times, more than ${MOST_ASSERTIONS}`,
        );
      }
      const results: NativeTestResult[] = [];
      for (const { name, check } of assertions) {
        results.push({ name, file: file.path, ...(await outcomeOf(check)) });
      }
      return results;
    } finally {
      handle.release();
    }
  }

  private assertionsOf(test: NativeTest, place: ModelPlace): Assertion[] {
    return [
      ...this.checks(test, place),
      ...this.objectLists(test, place),
      ...this.userLists(test, place),
    ];
  }

  private checks(test: NativeTest, place: ModelPlace): Assertion[] {
    return test.check.flatMap(({ assertions, context = {}, ...names }) =>
      listOf(names.user, names.users).flatMap(user =>
        listOf(names.object, names.objects).flatMap(object =>
          Object.entries(assertions).map(([relation, expected]) => ({
            name: `${test.name}: ${user} ${relation} ${object}`,
            check: async () => {
              const { 0: answer } = await this.options.server.batchCheck(
                place,
                [
                  {
                    tuple_key: { user, relation, object },
                    context,
                    contextual_tuples: { tuple_keys: test.tuples },
                    correlation_id: '0',
                  },
                ],
              );
              if (answer?.error) {
                throw new FgaRefusal(
                  400,
                  String(answer.error.input_error ?? ''),
                  answer.error.message ?? 'it could not be checked',
                );
              }
              return answer?.allowed === expected
                ? undefined
                : `expected ${expected}, got ${answer?.allowed}`;
            },
          })),
        ),
      ),
    );
  }

  private objectLists(test: NativeTest, place: ModelPlace): Assertion[] {
    return test.list_objects.flatMap(
      ({ user, type, context = {}, assertions }) =>
        Object.entries(assertions).map(([relation, expected]) => ({
          name: `${test.name}: objects of type ${type} that ${user} is ${relation} of`,
          check: async () =>
            difference(
              expected,
              await this.options.server.listObjects(place, {
                user,
                type,
                relation,
                context,
                contextualTuples: test.tuples,
              }),
            ),
        })),
    );
  }

  private userLists(test: NativeTest, place: ModelPlace): Assertion[] {
    return test.list_users.flatMap(
      ({ object, user_filter: filters, context = {}, assertions }) =>
        Object.entries(assertions).map(([relation, expected]) => ({
          name: `${test.name}: users that are ${relation} of ${object}`,
          check: async () => {
            const users = [];
            for (const filter of filters) {
              users.push(
                ...(await this.options.server.listUsers(place, {
                  object,
                  relation,
                  userType: filter.type,
                  userRelation: filter.relation,
                  context,
                  contextualTuples: test.tuples,
                })),
              );
            }
            return difference(
              expected.users,
              users.map(({ object: entity, wildcard, userset }) => {
                if (wildcard) {
                  return `${wildcard.type}:*`;
                }
                return userset
                  ? `${userset.type}:${userset.id}#${userset.relation}`
                  : `${entity?.type}:${entity?.id}`;
              }),
            );
          },
        })),
    );
  }
}

async function outcomeOf(
  check: Assertion['check'],
): Promise<Pick<NativeTestResult, 'status' | 'message'>> {
  try {
    const message = await check();
    return message === undefined
      ? { status: 'passed' }
      : { status: 'failed', message };
  } catch (error) {
    if (error instanceof FgaRefusal) {
      return { status: 'error', message: error.message };
    }
    throw error;
  }
}

function listOf(one: string | undefined, more: string[] | undefined): string[] {
  return [...(one === undefined ? [] : [one]), ...(more ?? [])];
}

function difference(expected: string[], got: string[]): string | undefined {
  const lacks = expected.filter(item => !got.includes(item));
  const besides = got.filter(item => !expected.includes(item));
  return lacks.length || besides.length
    ? [
        ...(lacks.length ? [`lacks ${lacks.join(', ')}`] : []),
        ...(besides.length ? [`holds ${besides.join(', ')} besides`] : []),
      ].join('; ')
    : undefined;
}
