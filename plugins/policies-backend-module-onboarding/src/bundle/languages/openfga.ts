import {
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import { stringify } from 'yaml';
import { inPlace, Language } from './Language';
import {
  holdsTuples,
  isJsonModel,
  isModules,
  Store,
  storesIn,
  unpackStore,
  unreadableStores,
} from './openfgaStore';

const MODEL = 'model.fga';
const TUPLES = 'tuples.yaml';
const ACTIONS = 'authzen.yaml';
/** How models name relations that are made for asking. */
const ASKED = /^can_/;

/** Each relation as an action of its own; only those made for asking where there are some. */
function writeActions(model: string): string {
  const relations = [
    ...new Set(
      [...model.matchAll(/^[ \t]*define[ \t]+([^\s:]+)[ \t]*:/gm)].map(
        m => m[1],
      ),
    ),
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

function list(paths: string[]): string {
  return paths.map(path => `'${path}'`).join(' and ');
}

/** What holds models or tuples, beyond the one that a set can have. */
function conflictsOf(files: PolicyFile[], stores: Store[]): string[] {
  const models = files.filter(({ path }) => path.endsWith('.fga'));
  const inline = stores.filter(({ model }) => model !== undefined);
  const modelHolders = [
    ...models.map(({ path }) => path),
    ...inline.map(({ file }) => file.path),
  ];
  const texts = new Set(
    [
      ...models.map(({ content }) => content),
      ...inline.map(({ model }) => model!),
    ].map(text => text.trim()),
  );
  const facts = stores.filter(
    ({ tuples, tupleFile }) =>
      tuples.length > 0 || (tupleFile !== undefined && tupleFile !== TUPLES),
  );
  const tupleHolders = [
    ...files.filter(({ path }) => path === TUPLES).map(({ path }) => path),
    ...facts.map(({ file }) => file.path),
  ];
  return [
    ...(texts.size > 1
      ? [
          `${list(
            modelHolders,
          )} hold different models, and a set has one: import one of them, or merge them.`,
        ]
      : []),
    ...(tupleHolders.length > 1
      ? [
          `${list(
            tupleHolders,
          )} hold tuples, and it is not clear which of them decisions need: put those into '${TUPLES}', and leave the others out.`,
        ]
      : []),
  ];
}

/** OpenFGA: one model; what actions mean is told by its relations until the team says otherwise. */
export const openfga: Language = {
  driver: 'openfga',
  speaks: file =>
    /\.fga(\.ya?ml)?$/i.test(file.path) ||
    storesIn([file]).length > 0 ||
    isJsonModel(file),
  arrange: files => {
    const stores = storesIn(files);
    const refused = [
      ...files
        .filter(isModules)
        .map(
          ({ path }) =>
            `'${path}' is part of a modular model, which is not supported yet: import the whole model as one file.`,
        ),
      ...unreadableStores(files),
    ];
    if (refused.length) {
      return { files: [], refused };
    }
    refused.push(...conflictsOf(files, stores));
    const placed = inPlace(files);
    for (const store of refused.length ? [] : stores) {
      refused.push(...unpackStore(store, placed, { MODEL, TUPLES }));
    }
    const lists = placed.filter(
      file =>
        /\.(ya?ml|json)$/.test(file.path) &&
        !stores.some(
          ({ tupleFile, testFiles }) =>
            tupleFile === file.from || testFiles.includes(file.from),
        ) &&
        holdsTuples(readPlain(file)),
    );
    if (lists.length === 1 && !placed.some(({ path }) => path === TUPLES)) {
      lists[0].path = TUPLES;
    }
    const models = placed.filter(({ path }) => path.endsWith('.fga'));
    if (models.length && !models.some(({ path }) => path === MODEL)) {
      models[0].path = MODEL;
    }
    // The same model in two files stands once.
    const all = placed.filter(
      file =>
        !models.includes(file) ||
        file.path === MODEL ||
        file.content.trim() !== models[0].content.trim(),
    );
    const model = all.find(({ path }) => path === MODEL);
    if (model && !all.some(({ path }) => path === ACTIONS)) {
      all.push({
        path: ACTIONS,
        content: writeActions(model.content),
        from: model.from,
      });
    }
    return { files: all, refused };
  },
  policyNames: files => {
    const file = files.find(({ path }) => path === ACTIONS);
    const value = file && readPlain(file);
    const actions =
      isRecord(value) && isRecord(value.actions) ? value.actions : {};
    return [
      ...new Set(
        Object.values(actions)
          .filter(isRecord)
          .flatMap(({ allow, deny }) => [allow, deny])
          .filter(isRecord)
          .flatMap(named => Object.keys(named)),
      ),
    ];
  },
  nothingDecides: `There is no model: import a '.fga' file, or a store file that holds one.`,
};
