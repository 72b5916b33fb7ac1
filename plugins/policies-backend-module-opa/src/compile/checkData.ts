import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { PolicyBundle, readJsonFile } from '@internal/plugin-policies-node';
import { parse } from 'yaml';
import { RESERVED } from './checkNames';
import { DataDocument, dataConflicts } from './dataConflicts';
import { problem } from './problem';
import { isDataFile } from './regoFiles';

/** Checks that the base documents of a set can be read and stand nowhere but in places of its own. */
export function checkData({ files }: PolicyBundle): Diagnostic[] {
  const documents: DataDocument[] = [];
  const diagnostics = files
    .filter(({ path }) => isDataFile(path))
    .flatMap(file => checkFile(file, documents));
  return diagnostics.length ? diagnostics : dataConflicts(documents);
}

/** @param documents - gets what the file holds */
function checkFile(file: PolicyFile, documents: DataDocument[]): Diagnostic[] {
  const { path, content } = file;
  const report = (message: string, help: string, row?: number) => [
    problem({ file: path, row, message, help }),
  ];
  let data: unknown;
  if (path.endsWith('.json')) {
    // OPA reads the text itself, where whole numbers have no bound.
    const { value, diagnostic } = readJsonFile(file, 'opa', {
      anyNumber: true,
    });
    if (diagnostic) {
      return [diagnostic];
    }
    data = value;
  } else {
    try {
      data = parse(content, { merge: true });
    } catch (error) {
      return report(
        `'${path}' is not valid YAML: ${(error as Error).message}`,
        'Correct the YAML.',
      );
    }
  }
  documents.push({ path, value: data });
  const [root, ...rest] = path.split('/');
  if (rest.length) {
    return RESERVED.has(root)
      ? report(
          `the name '${root}' right below 'data' is reserved: ${RESERVED.get(
            root,
          )}`,
          'Use a folder of another name.',
          1,
        )
      : [];
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return report(
      `'${path}' holds no object`,
      'Write { "<name>": … }; policies read it as data.<name>.',
    );
  }
  return Object.keys(data)
    .filter(key => RESERVED.has(key))
    .flatMap(key =>
      report(
        `'${path}' has the key '${key}', and that name right below 'data' is reserved: ${RESERVED.get(
          key,
        )}`,
        key === 'entities'
          ? "Move it to 'entities.json', or rename it."
          : 'Rename it.',
        rowOf(content, key),
      ),
    );
}

/** The line where a key stands, as far as it is written plainly. */
function rowOf(content: string, key: string): number {
  const row = content
    .split('\n')
    .findIndex(
      line => line.includes(`"${key}"`) || line.trim().startsWith(key),
    );
  return row + 1 || 1;
}
