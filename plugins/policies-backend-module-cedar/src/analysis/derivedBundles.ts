import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import { Invariant, PolicyFile } from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  revisionOf,
  sortFiles,
} from '@internal/plugin-policies-node';
import { isInvariantFile, isPolicyFile } from '../compile/invariantFiles';
import { ENTITIES_FILE, schemaFiles } from '../compile/schemaFiles';
import { bareStatement, scopeStatement } from '../text/statementParts';

const STATEMENTS_FILE = 'policies/statements.cedar';

/** A revision of the same schema and entities that these statements decide. */
export function withStatements(
  bundle: PolicyBundle,
  texts: string[],
): PolicyBundle {
  const { manifest } = bundle;
  return withFiles(
    {
      ...bundle,
      manifest: {
        ...manifest,
        spec: {
          ...manifest.spec,
          policies: [
            {
              name: 'statements',
              title: 'Statements',
              lifecycle: 'production',
              regulations: [],
              files: [STATEMENTS_FILE],
            },
          ],
        },
      },
    },
    [
      ...bundle.files.filter(
        ({ path }) => !isPolicyFile(path) && !isInvariantFile(path),
      ),
      { path: STATEMENTS_FILE, content: `${texts.join('\n')}\n` },
    ],
  );
}

/** The revision with other stored entities. */
export function withEntities(
  bundle: PolicyBundle,
  file: PolicyFile | undefined,
): PolicyBundle {
  return file
    ? withFiles(bundle, [
        ...bundle.files.filter(({ path }) => path !== ENTITIES_FILE),
        file,
      ])
    : bundle;
}

/** The policies of a revision under schema, types and stored entities of another. */
export function underSchemaOf(
  bundle: PolicyBundle,
  other: PolicyBundle,
): PolicyBundle {
  const ofWorld = ({ files }: PolicyBundle) => [
    ...schemaFiles(files),
    ...files.filter(({ path }) => path === ENTITIES_FILE),
  ];
  const own = new Set(ofWorld(bundle));
  const { types, resourceTypes } = other.manifest.spec;
  const { manifest } = bundle;
  return withFiles(
    {
      ...bundle,
      manifest: {
        ...manifest,
        spec: { ...manifest.spec, types, resourceTypes },
      },
    },
    [...bundle.files.filter(file => !own.has(file)), ...ofWorld(other)],
  );
}

/** File that holds these entities in place of the stored ones. */
export function entitiesFile(entities: EntityJson[]): PolicyFile {
  return {
    path: ENTITIES_FILE,
    content: `${JSON.stringify(entities, null, 2)}\n`,
  };
}

/** What an invariant matches, or all that its scope admits, as a revision that allows it. */
export function invariantBundle(
  bundle: PolicyBundle,
  { text }: Invariant,
  part: 'matches' | 'scope',
): PolicyBundle {
  return withStatements(bundle, [
    part === 'matches'
      ? bareStatement(text, 'permit')
      : scopeStatement(text, 'permit'),
  ]);
}

function withFiles(bundle: PolicyBundle, files: PolicyFile[]): PolicyBundle {
  return { ...bundle, files: sortFiles(files), revision: revisionOf(files) };
}
