import { posix } from 'path';
import {
  Diagnostic,
  PolicyFile,
  YamlDocument,
} from '@internal/plugin-policies-common';
import { z } from 'zod';
import { FgaModel } from './FgaModel';
import { MODEL_FILE, readModel } from './readModel';
import { FgaTuple, readTuples, tupleProblem, tupleSchema } from './readTuples';

const contextSchema = z.record(z.string(), z.unknown()).optional();
const oneOrMore = {
  user: z.string().optional(),
  users: z.array(z.string()).optional(),
  object: z.string().optional(),
  objects: z.array(z.string()).optional(),
};

const testSchema = z.object({
  name: z.string(),
  tuple_file: z.string().optional(),
  tuples: z.array(tupleSchema).default([]),
  check: z
    .array(
      z.object({
        ...oneOrMore,
        context: contextSchema,
        assertions: z.record(z.string(), z.boolean()),
      }),
    )
    .default([]),
  list_objects: z
    .array(
      z.object({
        user: z.string(),
        type: z.string(),
        context: contextSchema,
        assertions: z.record(z.string(), z.array(z.string())),
      }),
    )
    .default([]),
  list_users: z
    .array(
      z.object({
        object: z.string(),
        user_filter: z.array(
          z.object({ type: z.string(), relation: z.string().optional() }),
        ),
        context: contextSchema,
        assertions: z.record(
          z.string(),
          z.object({ users: z.array(z.string()).default([]) }),
        ),
      }),
    )
    .default([]),
});

const fileSchema = z.object({
  name: z.string().optional(),
  model: z.string().optional(),
  model_file: z.string().optional(),
  tuples: z.array(tupleSchema).default([]),
  tuple_file: z.string().optional(),
  tests: z.array(testSchema).default([]),
});

/** A test of `*.fga.yaml` with the tuples that only it has. */
export type NativeTest = z.infer<typeof testSchema>;

/** A `*.fga.yaml` with what it refers to. */
export interface NativeTestFile {
  model: FgaModel;
  tuples: FgaTuple[];
  tests: NativeTest[];
}

/** True for files of tests in OpenFGA's own format. */
export function isNativeTestFile(path: string): boolean {
  return /\.fga\.ya?ml$/.test(path);
}

/**
 * Reads a `*.fga.yaml`, the format of OpenFGA's command line tool. Without a model it is that of the
 * set; files are named relative to it.
 */
export function readNativeTestFile(
  file: PolicyFile,
  files: PolicyFile[],
): { read?: NativeTestFile; diagnostics: Diagnostic[] } {
  const { document, diagnostics } = YamlDocument.parse(file.path, file.content);
  const parsed = document?.validate(fileSchema);
  diagnostics.push(...(parsed?.diagnostics ?? []));
  const { value } = parsed ?? {};
  if (!value) {
    return { diagnostics };
  }
  const folder = posix.dirname(file.path);
  const refuse = (message: string) => {
    diagnostics.push({
      severity: 'error',
      source: 'portal',
      file: file.path,
      message,
    });
    return undefined;
  };
  const fileAt = (name: string) => {
    const path = posix.join(folder, name);
    return (
      files.find(known => known.path === path) ??
      refuse(`'${name}' is no file of the set`)
    );
  };
  const tuplesAt = (name: string | undefined, of: FgaModel) => {
    const named = name === undefined ? undefined : fileAt(name);
    const told = named && readTuples(named, of);
    diagnostics.push(...(told?.diagnostics ?? []));
    return told?.tuples ?? [];
  };
  const modelFile =
    value.model === undefined
      ? fileAt(value.model_file ?? posix.relative(folder, MODEL_FILE))
      : { path: file.path, content: value.model };
  const told = modelFile && readModel(modelFile);
  diagnostics.push(...(told?.diagnostics ?? []));
  const model = told?.model;
  if (!model) {
    return { diagnostics };
  }
  const tuples = [...tuplesAt(value.tuple_file, model), ...value.tuples];
  const tests = value.tests.map(test => ({
    ...test,
    tuples: [...tuplesAt(test.tuple_file, model), ...test.tuples],
  }));
  for (const tuple of [...tuples, ...tests.flatMap(test => test.tuples)]) {
    const wrong = tupleProblem(tuple, model);
    if (wrong) {
      refuse(wrong);
    }
  }
  return { read: { model, tuples, tests }, diagnostics };
}
