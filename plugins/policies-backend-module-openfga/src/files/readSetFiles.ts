import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  readStoredEntities,
  StoredEntities,
} from '@internal/plugin-policies-node';
import { EntityNames } from './EntityNames';
import { FgaModel } from './FgaModel';
import { problem } from './problem';
import { ACTIONS_FILE, readActions, SetActions } from './readActions';
import { MODEL_FILE, readModel } from './readModel';
import { FgaTuple, readTuples, TUPLES_FILE } from './readTuples';

/** What a set holds for OpenFGA. */
export interface SetFiles {
  model: FgaModel;
  tuples: FgaTuple[];
  actions: SetActions;
  entities: StoredEntities;
  names: EntityNames;
}

const WHAT = {
  [MODEL_FILE]: 'an authorization model in the DSL of OpenFGA',
  [ACTIONS_FILE]:
    'what each action means: { actions: { read: { allow: { <policy>: <relation> } } } }',
};

/**
 * Reads the files of a set within the portal's bounds; what the server alone can tell, such as whether
 * conditions compile, it tells when the model is written.
 */
export function readSetFiles({ files, manifest }: PolicyBundle): {
  read?: SetFiles;
  diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const fileAt = (path: string) => files.find(file => file.path === path);
  const required = (path: keyof typeof WHAT): PolicyFile | undefined => {
    const file = fileAt(path);
    if (!file) {
      diagnostics.push(
        problem({
          file: path,
          message: `the set has no '${path}'`,
          help: `Add ${WHAT[path]}.`,
        }),
      );
    }
    return file;
  };
  const modelFile = required(MODEL_FILE);
  const actionsFile = required(ACTIONS_FILE);
  if (!modelFile || !actionsFile) {
    return { diagnostics };
  }
  const { model, diagnostics: ofModel } = readModel(modelFile);
  const stored = readStoredEntities(files, 'openfga');
  diagnostics.push(...ofModel, ...stored.diagnostics);
  if (!model) {
    return { diagnostics };
  }
  const tuplesFile = fileAt(TUPLES_FILE);
  const { tuples, diagnostics: ofTuples } = tuplesFile
    ? readTuples(tuplesFile, model)
    : { tuples: [], diagnostics: [] };
  const { actions, diagnostics: ofActions } = readActions(
    actionsFile,
    manifest,
    model,
  );
  diagnostics.push(...ofTuples, ...ofActions);
  return {
    read: {
      model,
      tuples,
      actions,
      entities: stored.entities,
      names: new EntityNames(manifest),
    },
    diagnostics,
  };
}
