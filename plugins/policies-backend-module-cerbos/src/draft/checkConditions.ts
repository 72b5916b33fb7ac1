import { Diagnostic } from '@internal/plugin-policies-common';
import { conditionParts, valueAt } from '../files/conditions';
import { PolicyDocument, SetFiles } from '../files/readSetFiles';
import { PlaygroundFailure, playgroundFile } from './playgroundFiles';
import { Sandbox } from './Sandbox';

const MARK = 'policy-portal:';

/**
 * Has Cerbos' own compiler tell which conditions give something else than true or false, as far as
 * it is known before a request. The files are in order otherwise.
 */
export async function checkConditions(
  sandbox: Sandbox,
  { documents, schemas }: SetFiles,
): Promise<Diagnostic[]> {
  const found: Array<{ document: PolicyDocument; at: Array<string | number> }> =
    [];
  const texts = new Map<string, string[]>();
  const files = documents.map(document => {
    const policy = structuredClone(document.policy);
    for (const { expression, path } of conditionParts(policy)) {
      const holder = valueAt(policy, path.slice(0, -1)) as { expr: string };
      holder.expr = `(${expression}\n) && true // ${MARK}${found.length}`;
      found.push({ document, at: path });
    }
    // A line each, so that an error tells the expression.
    const text = JSON.stringify(policy, null, 1);
    texts.set(document.file, text.split('\n'));
    return playgroundFile(document.file, text);
  });
  if (!found.length) {
    return [];
  }
  const { body } = await sandbox.call<
    { failure?: PlaygroundFailure } | undefined
  >('validate', {
    files: [
      ...files,
      ...schemas.map(({ id, definition }) =>
        playgroundFile(`_schemas/${id}`, definition),
      ),
    ],
  });
  return (body?.failure?.errors ?? []).flatMap(({ file, error, details }) => {
    const line = texts.get(file ?? '')?.[(details?.line ?? 0) - 1] ?? '';
    const mark = new RegExp(`// ${MARK}(\\d+)"`).exec(line)?.[1];
    if (mark === undefined) {
      return [];
    }
    const { document, at } = found[Number(mark)];
    const kind = /found '([^']*)'/.exec(error ?? '')?.[1];
    return [
      {
        severity: 'error' as const,
        source: 'cerbos',
        file: document.file,
        range: document.rangeAt(at),
        message: `the condition '${String(
          valueAt(document.policy, at),
        ).trim()}' gives ${
          kind ? `a value of type '${kind}'` : 'something else'
        }, not true or false`,
        help: 'Compare it with something; Cerbos takes what is not true for a condition that does not hold, so that a deny would deny nobody.',
      },
    ];
  });
}
