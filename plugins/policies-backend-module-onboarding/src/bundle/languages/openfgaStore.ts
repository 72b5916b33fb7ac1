import { posix } from 'path';
import {
  isRecord,
  PolicyFile,
  readPlain,
  YamlDocument,
} from '@internal/plugin-policies-common';
import { parseDocument, stringify } from 'yaml';
import { PlacedFile } from './Language';

/** A store file, the form that OpenFGA's own tools write: model, tuples and tests, or the files that hold them. */
export interface Store {
  file: PolicyFile;
  model?: string;
  /** Paths in what was brought. */
  modelFile?: string;
  tupleFile?: string;
  /** Newer tools let a store name several, which is not taken. */
  tupleFiles: boolean;
  tuples: unknown[];
  /** Paths of tuples that only one of its tests knows. */
  testFiles: string[];
}

const NAMED = /\.fga\.ya?ml$/;

/** As YAML in any case: of it, no number is rounded on the way. */
function readExactly(file: PolicyFile): unknown {
  const { path, content } = file;
  return /\.json$/i.test(path)
    ? readPlain({ path: `${path}.yaml`, content })
    : readPlain(file);
}

/** True for a list of tuples. */
export function holdsTuples(value: unknown): value is unknown[] {
  return (
    Array.isArray(value) &&
    value.some(
      item =>
        isRecord(item) &&
        ['user', 'relation', 'object'].every(key => key in item),
    )
  );
}

/** True for a model in the JSON form of OpenFGA's API. */
export function isJsonModel(file: PolicyFile): boolean {
  const { path, content } = file;
  const value =
    /\.(json|ya?ml)$/.test(path) && content.includes('type_definitions')
      ? readPlain(file)
      : undefined;
  return isRecord(value) && Array.isArray(value.type_definitions);
}

/** True for what makes up a model in modules. */
export function isModules({ path, content }: PolicyFile): boolean {
  return (
    /(^|\/)fga\.mod$/.test(path) ||
    (path.endsWith('.fga') && /^\s*(#[^\n]*\n\s*)*module[ \t]+\S/.test(content))
  );
}

/** The store files among files, by what they hold. */
export function storesIn(files: PolicyFile[]): Store[] {
  return files.flatMap(file => {
    // Most files of others are told apart without parsing them.
    const mayBe = NAMED.test(file.path) || file.content.includes('model');
    const value =
      mayBe && /\.(ya?ml|json)$/.test(file.path)
        ? readExactly(file)
        : undefined;
    if (!isRecord(value) || !(NAMED.test(file.path) || isStore(value))) {
      return [];
    }
    const at = (name: unknown) =>
      typeof name === 'string'
        ? posix.join(posix.dirname(file.path), name)
        : undefined;
    return [
      {
        file,
        model: typeof value.model === 'string' ? value.model : undefined,
        modelFile: at(value.model_file),
        tupleFile: at(value.tuple_file),
        tupleFiles: 'tuple_files' in value,
        tuples: Array.isArray(value.tuples) ? value.tuples : [],
        testFiles: (Array.isArray(value.tests) ? value.tests : [])
          .filter(isRecord)
          .map(test => at(test.tuple_file))
          .filter(path => path !== undefined),
      },
    ];
  });
}

function isStore({
  model,
  model_file: modelFile,
  tests,
  tuples,
}: Record<string, unknown>): boolean {
  return (
    (typeof model === 'string' && /^[ \t]*type[ \t]+\S/m.test(model)) ||
    (typeof modelFile === 'string' &&
      (/\.fga$/.test(modelFile) || Array.isArray(tests) || holdsTuples(tuples)))
  );
}

/** Store files whose text cannot be read, in sentences. */
export function unreadableStores(files: PolicyFile[]): string[] {
  return files
    .filter(({ path }) => NAMED.test(path))
    .flatMap(({ path, content }) =>
      YamlDocument.parse(path, content)
        .diagnostics.slice(0, 1)
        .map(
          ({ message, help, range }) =>
            `'${path}', line ${range?.startLine ?? 1}: ${message}. ${help}`,
        ),
    );
}

/**
 * Puts model and tuples of a store where the driver looks for them, and keeps the store for its tests.
 *
 * @param placed - all files; changed
 * @returns sentences about what cannot be
 */
export function unpackStore(
  store: Store,
  placed: PlacedFile[],
  names: { MODEL: string; TUPLES: string },
): string[] {
  const { path } = store.file;
  const refused: string[] = [];
  const own = placed.find(({ from }) => from === path)!;
  const named = (from: string, what: string) => {
    const file = placed.find(known => known.from === from);
    if (!file) {
      refused.push(
        `'${path}' names the ${what} '${from}', which is not among the files: import it as well.`,
      );
    }
    return file;
  };
  /** Moves a file that the store names, and has the store follow. */
  const move = (file: PlacedFile, key: string, to: string) => {
    if (file.path !== to) {
      file.path = to;
      const document = parseDocument(own.content);
      document.set(key, posix.relative(posix.dirname(path), to));
      own.content = document.toString();
    }
  };
  if (store.tupleFiles) {
    refused.push(
      `'${path}' names several tuple files, which is not supported: put the tuples into one, and name it as 'tuple_file'.`,
    );
  }
  const add = (target: string, content: string) =>
    placed.push({ path: target, content, from: path });
  if (
    store.model !== undefined &&
    !placed.some(file => file.path.endsWith('.fga'))
  ) {
    add(names.MODEL, store.model);
  }
  const modelFile =
    store.model === undefined &&
    store.modelFile !== undefined &&
    named(store.modelFile, 'model');
  if (modelFile && isJsonModel(modelFile)) {
    refused.push(
      `'${modelFile.from}' is a model in the JSON form of OpenFGA, which is not supported: write it in the DSL, with 'fga model transform'.`,
    );
  } else if (modelFile) {
    move(modelFile, 'model_file', names.MODEL);
  }
  const tupleFile =
    store.tupleFile !== undefined && named(store.tupleFile, 'tuples');
  const filed = tupleFile ? readExactly(tupleFile) : [];
  if (tupleFile && (!Array.isArray(filed) || /\.csv$/i.test(tupleFile.from))) {
    refused.push(
      `'${tupleFile.from}' does not hold a list of tuples in YAML or JSON: write it as 'user', 'relation' and 'object' of each.`,
    );
  } else if (tupleFile && !store.tuples.length) {
    move(tupleFile, 'tuple_file', names.TUPLES);
  } else if (store.tuples.length) {
    add(
      names.TUPLES,
      stringify([...(filed as unknown[]), ...store.tuples], {
        aliasDuplicateObjects: false,
      }),
    );
  }
  if (!NAMED.test(path)) {
    own.path = path.replace(/\.[^./]+$/, '.fga.yaml');
  }
  return refused;
}
