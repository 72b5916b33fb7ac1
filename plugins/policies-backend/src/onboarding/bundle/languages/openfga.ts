import { PolicyFile, YamlDocument } from '@internal/plugin-policies-common';
import { parse, stringify } from 'yaml';
import { Language } from './Language';

const MODEL = 'model.fga';
const TUPLES = 'tuples.yaml';
const ACTIONS = 'authzen.yaml';
/** How models name relations that are made for asking. */
const ASKED = /^can_/;

function isStore({ path, content }: PolicyFile): boolean {
  return /\.fga\.ya?ml$/.test(path) && /^model:\s*\|/m.test(content);
}

/** Model and tuples out of a store file, the form that OpenFGA's own tools write. */
function unpack(file: PolicyFile): PolicyFile[] {
  // What would be rounded stays in the store file, where its line is told.
  if (!YamlDocument.parse(file.path, file.content).document) {
    return [];
  }
  let store: { model?: unknown; tuples?: unknown };
  try {
    store = parse(file.content) ?? {};
  } catch {
    return [];
  }
  return [
    ...(typeof store.model === 'string'
      ? [{ path: MODEL, content: store.model }]
      : []),
    ...(Array.isArray(store.tuples)
      ? [{ path: TUPLES, content: stringify(store.tuples) }]
      : []),
  ];
}

/** Each relation as an action of its own; only those made for asking where there are some. */
function writeActions(model: string): string {
  const relations = [
    ...new Set([...model.matchAll(/^\s*define\s+(\w+)\s*:/gm)].map(m => m[1])),
  ];
  const asked = relations.filter(name => ASKED.test(name));
  return stringify({
    actions: Object.fromEntries(
      (asked.length ? asked : relations).map(name => [
        name.replace(ASKED, ''),
        { allow: { default: name } },
      ]),
    ),
  });
}

/** OpenFGA: one model; what actions mean is told by its relations until the team says otherwise. */
export const openfga: Language = {
  driver: 'openfga',
  speaks: file => file.path.endsWith('.fga') || isStore(file),
  arrange: files => {
    const models = files.filter(({ path }) => path.endsWith('.fga'));
    const placed =
      models.length === 1
        ? files.map(file =>
            file === models[0] ? { ...file, path: MODEL } : file,
          )
        : files;
    const stores = models.length ? [] : files.filter(isStore);
    const all = [...placed, ...(stores.length === 1 ? unpack(stores[0]) : [])];
    const model = all.find(({ path }) => path === MODEL);
    return model && !all.some(({ path }) => path === ACTIONS)
      ? [...all, { path: ACTIONS, content: writeActions(model.content) }]
      : all;
  },
};
